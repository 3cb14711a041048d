import { expect, it } from 'vitest';
import { redactCommand } from '../../../src/redaction/redact-command.ts';

it.each<[words: string, redacted: string]>([
  ['mysql --password hunter2 -h db', 'mysql --password [redacted] -h db'],
  ['mysql --password -h db', 'mysql --password -h db'],
  ['mysql --password=hunter2', 'mysql --password=[redacted]'],
  ['docker run -e a=b --env C=d x', 'docker run -e a=[redacted] --env C=[redacted] x'],
  ['docker run -e HOME x', 'docker run -e HOME x'],
  ['env A_B=c sh', 'env A_B=[redacted] sh'],
  ['curl -u me:secret http://h', 'curl -u me:[redacted] http://h'],
  ['runc exec --user 1000:1000 id', 'runc exec --user 1000:1000 id'],
  ['/usr/bin/mysql -u root -phunter2 db', '/usr/bin/mysql -u root -p[redacted] db'],
  ['mysql -u root -p db', 'mysql -u root -p db'],
  ['docker login -u me -p hunter2 r.local', 'docker login -u me -p [redacted] r.local'],
  ['docker login -p=hunter2 r.local', 'docker login -p=[redacted] r.local'],
  ['sshpass -p hunter2 ssh h', 'sshpass -p [redacted] ssh h'],
  ['redis-cli -a hunter2 ping', 'redis-cli -a [redacted] ping'],
  ['mongosh -u me -p hunter2 db', 'mongosh -u me -p [redacted] db'],
  ['curl -ume:hunter2 http://h', 'curl -ume:[redacted] http://h'],
  ['sqlcmd -P hunter2 -Q x', 'sqlcmd -P [redacted] -Q x'],
  ['openssl enc -aes-256-cbc -k hunter2', 'openssl enc -aes-256-cbc -k [redacted]'],
  ['vault operator unseal hunter2', 'vault operator unseal [redacted]'],
  ['smbclient //h/x -U me%hunter2', 'smbclient //h/x -U me%[redacted]'],
  ['sqlplus me/hunter2@db', 'sqlplus me/[redacted]@db'],
  ['mc alias set x https://h hunter2 hunter3', 'mc alias set x https://h [redacted] [redacted]'],
  ['redis-cli AUTH hunter2', 'redis-cli AUTH [redacted]'],
  ['keytool -storepass hunter2 -v', 'keytool -storepass [redacted] -v'],
  ['crictl pull --auth hunter2 x', 'crictl pull --auth [redacted] x'],
  ['aws configure set aws_secret_access_key hunter2', 'aws configure set aws_secret_access_key [redacted]'],
  ['docker run -p 8080:80 x', 'docker run -p 8080:80 x'],
  ['x --token-file /run/token --secret-name db', 'x --token-file /run/token --secret-name db'],
  ['kubectl --token abc exec', 'kubectl --token [redacted] exec'],
  ['ctr -n moby tasks exec --exec-id x id /bin/echo n', 'ctr -n moby tasks exec --exec-id x id /bin/echo n'],
])('%s', (words, redacted) => expect(redactCommand(words.split(' ')).join(' ')).toBe(redacted));

it('a word with blanks is one word', () =>
  expect(redactCommand(['mysql', '-pcorrect horse', 'a b'])).toEqual(['mysql', '-p[redacted]', 'a b']));

it('a blank at its beginning is a part of a secret', () =>
  expect(redactCommand(['sshpass', '-p', ' correct horse', 'ssh'])).toEqual(['sshpass', '-p', '[redacted]', 'ssh']));

it('what follows a secret in its word is the rest of one', () =>
  expect(redactCommand(['--password=a b;c', 'KEY=a\nb', 'x y'])).toEqual([
    '--password=[redacted];c',
    'KEY=[redacted]',
    'x y',
  ]));

it.each([
  ['password: |\n  hunter2\nport: 1', 'password: |\n  [redacted]\nport: 1'],
  ['db:\n  password:\n    hunter2\n  port: 1', 'db:\n  password:\n    [redacted]\n  port: 1'],
  ['password: correct horse\nport: 1', 'password: [redacted]\nport: 1'],
  ['passwords:\n\t- a1\n\t- b2\nport: 1', 'passwords:\n\t- [redacted]\nport: 1'],
  ['kind: Secret\ndata:\n  a: aHVudGVyMg==', 'kind: Secret\ndata:\n  a: [redacted]'],
])('a word that is a text keeps its lines: %j', (word, redacted) =>
  expect(redactCommand(['sh', '-c', word, 'x'])).toEqual(['sh', '-c', redacted, 'x']),
);

it('a key that is a user as well is none', () => {
  const key = `sk_live_${'4eC39HqLyjWDarjtT1zdp7dc'}`;
  expect(redactCommand(['curl', '-u', `${key}:`, 'x'])).toEqual(['curl', '-u', '[redacted]:', 'x']);
  expect(redactCommand(['docker', 'login', '-u', key, '-p', 'x']).join(' ')).not.toContain(key);
});

it.each([
  'vault kv put secret/db url=a value=hunter2 end',
  'sshpass -p hunter2 ssh h vault kv put s/x a=b c=d end',
  'sshpass -p hunter2 mc alias set m http://m K end',
  'curl -H Authorization: Bearer hunter2 http://h',
])('a secret of several words hides no other: %s', (words) => {
  const redacted = redactCommand(words.split(' '));
  expect(redacted).toHaveLength(words.split(' ').length);
  expect(redacted.join(' ')).not.toContain('hunter2');
  expect(redacted[0]).toBe(words.split(' ')[0]);
});
