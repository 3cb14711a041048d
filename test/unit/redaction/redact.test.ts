import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { catalogue } from '../../../src/knowledge/index.ts';
import { redact } from '../../../src/redaction/redact.ts';

const jwt = 'eyJhbGciOiJSUzI1NiIsImtpZCI6IngifQ.eyJpc3MiOiJrdWJlcm5ldGVzIn0.c2lnbmF0dXJl-_x';
const key = '-----BEGIN RSA PRIVATE KEY-----\nMIIEpAIBAAKCAQEA\nabc=\n-----END RSA PRIVATE KEY-----';

describe('what is a secret', () => {
  it.each<[text: string, redacted: string]>([
    ['--password=hunter2', '--password=[redacted]'],
    ['mysql --password hunter2 -h db', 'mysql --password [redacted] -h db'],
    ["mysql --db-password='hunter 2' -h db", "mysql --db-password='[redacted]' -h db"],
    ['kubectl --token=abc.def exec', 'kubectl --token=[redacted] exec'],
    ['?access_token=abc&x=1', '?access_token=[redacted]&x=1'],
    ['aws_secret_access_key=wJalrXUtnFEMI/K7MDENG', 'aws_secret_access_key=[redacted]'],
    ['{"apiKey": "a\\"b", "x": 1}', '{"apiKey": "[redacted]", "x": 1}'],
    ["{'client-secret':'ab'}", "{'client-secret':'[redacted]'}"],
    ['  db_password: hunter2', '  db_password: [redacted]'],
    ['    client-key-data: LS0tLS1CRUdJTg==', '    client-key-data: [redacted]'],
    ['GET /x?X-Amz-Signature=0123abcd&y=1', 'GET /x?X-Amz-Signature=[redacted]&y=1'],
    ['{"auths":{"r":{"auth": "dTpw"}}}', '{"auths":{"r":{"auth": "[redacted]"}}}'],
    ['--password=a,b{c} -h db', '--password=[redacted] -h db'],
    ['https://u:p@ss@registry.local/v2/', 'https://[redacted]@registry.local/v2/'],
    ['{User:me Password:a,b Host:db}', '{User:me Password:[redacted] Host:db}'],
    ['id AKIAIOSFODNN7EXAMPLE.', 'id [redacted].'],
    [`token is ${jwt}!`, 'token is [redacted]!'],
    [`cut: ${jwt.slice(0, 20)}`, 'cut: [redacted]'],
    ['Authorization: Bearer abc.def/ghi==', 'Authorization: [redacted]'],
    ['authorization=Basic dXNlcjpwYXNz', 'authorization=[redacted]'],
    ["-H 'X-Api-Key: abc def' http://h", "-H 'X-Api-Key: [redacted]' http://h"],
    ['Cookie: a=b; c=d', 'Cookie: [redacted]'],
    [
      'http.Header{"Authorization":[]string{"Basic dXNlcjpwYXNz"}, "Accept":[]string{"*/*"}, "Cookie":[]string{"a", "b"}}',
      'http.Header{"Authorization":[]string{[redacted]}, "Accept":[]string{"*/*"}, "Cookie":[]string{[redacted]}}',
    ],
    ['EnvVar{Name:DB_X,Value:hunter2,ValueFrom:nil,}', 'EnvVar{Name:DB_X,Value:[redacted],ValueFrom:nil,}'],
    ['{"name":"DB_X","value":"hunter2"}', '{"name":"DB_X","value":"[redacted]"}'],
    ['x;AccountKey=abc==;y', 'x;AccountKey=[redacted];y'],
    ['sent Bearer abcdefgh', 'sent Bearer [redacted]'],
    ['pull https://user:pa%20ss@registry.local/v2/', 'pull https://[redacted]@registry.local/v2/'],
    ['postgres://u:p@db:5432/x', 'postgres://[redacted]@db:5432/x'],
    ['redis://:p@db', 'redis://[redacted]@db'],
    ['rsync root:hunter2@10.0.0.7', 'rsync root:[redacted]@10.0.0.7'],
    [`before ${key} after`, 'before -----BEGIN [redacted] END----- after'],
    [`before ${key.slice(0, 50)}`, 'before -----BEGIN [redacted] END-----'],
    ['PATH=/bin\nMOTD=hello world\nx', 'PATH=/bin\nMOTD=[redacted]\nx'],
    ['export DB_HOST=10.0.0.7', 'export DB_HOST=[redacted]'],
    ['env DB_HOST=10.0.0.7 sh -c x', 'env DB_HOST=[redacted] sh -c x'],
    ['"Env":["DB_HOST=10.0.0.7","A_B=c d"]', '"Env":["DB_HOST=[redacted]","A_B=[redacted]"]'],
    ['["--password=a b","c"]', '["--password=[redacted]","c"]'],
    ['ghp_0123456789abcdefghijABCDEFGHIJ012345', '[redacted]'],
  ])('%s', (text, redacted) => expect(redact(text)).toBe(redacted));
});

describe('what is none', () => {
  it.each([
    'bitnami/sealed-secrets-controller:v0.24.5 token-service:v2 external-secrets:latest',
    'Container sealed-secrets of another pod',
    'level=error msg="OCI runtime exec failed: exec failed: unable to start container process"',
    'docker exec 0fa5d8593c26 /bin/echo a46264b78d23bab4fbc73b88',
    'nginx:1.27@sha256:0fa5d8593c26ef7fe26ad3aff6927eab84ac7ab50326d280c9dd59dd52cdfb17',
    'ED_ECHO_WORD=8d1f0a6bc3e94f72 ED_TARGET=3f2a1b0c',
    'unix:///run/containerd/containerd.sock',
    '/run/containerd/s/d09ed6203ecbd0cb9ab8a868ab6661aeefe1cb5d8a887cf9cb8636d14f19b7bd',
    'couldn\'t parse: unexpected token: "<"',
    'secrets "db" is forbidden: User "dev@example.org" cannot get resource "secrets"',
    'system:serviceaccount:default:web',
    'u_str LISTEN 0 128 @/containerd-shim/moby/x.sock@ 12345',
    'goroutine 12 [semacquire, 4 minutes]:\nsync.runtime_SemacquireMutex(0xc0004, 0x0, 0x1)',
    'E1124 11:35:30.966003      78 aws_credentials.go:77] while getting AWS credentials NoCredentialProviders',
    'SIGABRT: abort\nPC=0x400fe69c m=0 sigcode=18446744073709551610',
    'E1124 11:27:45.935370   10380 conn.go:254] Error on socket receive',
  ])('%s', (text) => expect(redact(text)).toBe(text));
});

const examples = catalogue.flatMap(({ code, texts }) =>
  texts.map(({ pattern, example }) => ({ code, pattern, example })),
);

it.each(examples)('the text of $code is still known', ({ pattern, example }) =>
  expect(redact(example)).toMatch(pattern),
);

it('what is on the line after a flag is not gone through twice', () =>
  expect(redact(redact('--pwd \nPASS=  a: '))).toBe(redact('--pwd \nPASS=  a: ')));

it('twice is once', () => {
  const pieces = [
    'token=',
    'PASS=',
    ' ',
    '"',
    "'",
    'a:b@c',
    'Bearer abcdefgh',
    jwt,
    key,
    '\n',
    '[redacted]',
    '--pwd ',
    ...[
      'AUTH ',
      'echo ',
      ' | chpasswd',
      'kind: Secret\n',
      'data:\n',
      '  a: ',
      ' is ',
      'password',
      ': ',
      '"Cmd":["',
      '","',
      '\n- ',
    ],
    ...['-u me:', 'vault login ', '":"', 'token ', 'a1b2c3d4', 'auth', '=', 'user ', ' on >', ' for '],
    'x',
    '@',
  ];
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...pieces)), (chosen) => {
      const once = redact(chosen.join(''));
      expect(redact(once)).toBe(once);
    }),
  );
});
