import { expect, it } from 'vitest';
import { redactWords } from '../../../src/redaction/redact-words.ts';

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
  ['sshpass -p hunter2 ssh h', 'sshpass -p [redacted] ssh h'],
  ['redis-cli -a hunter2 ping', 'redis-cli -a [redacted] ping'],
  ['docker run -p 8080:80 x', 'docker run -p 8080:80 x'],
  ['x --token-file /run/token --secret-name db', 'x --token-file /run/token --secret-name db'],
  ['kubectl --token abc exec', 'kubectl --token [redacted] exec'],
  ['ctr -n moby tasks exec --exec-id x id /bin/echo n', 'ctr -n moby tasks exec --exec-id x id /bin/echo n'],
])('%s', (words, redacted) => expect(redactWords(words.split(' ')).join(' ')).toBe(redacted));
