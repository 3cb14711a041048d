import { describe, expect, it } from 'vitest';
import { limits } from '../../../src/limits.ts';
import { maxTextLength } from '../../../src/model/clean-text.ts';
import { redactStrings } from '../../../src/redaction/redact-strings.ts';
import { eachHolds } from '../../each-holds.ts';
import { sampled, whole } from '../../sampled.ts';
import { secretForms } from './forms.ts';

/** Only secretlint knows it. */
const token = `figd_${'aB3dE5gH7j'.repeat(4)}`;

describe('every text of a value', () => {
  it.each<[what: string, value: unknown, redacted: unknown]>([
    ['a text', `a ${token} b`, 'a [redacted] b'],
    ['in a structure', { a: [{ b: token, c: 7, d: null }] }, { a: [{ b: '[redacted]', c: 7, d: null }] }],
    ['in the words of a command', ['x', '--figma', token], ['x', '--figma', '[redacted]']],
    ['bytes', { v: Buffer.from(`${token}\nTOKEN=x`) }, { v: Buffer.from('[redacted]\nTOKEN=[redacted]') }],
    ['twice', [token, { a: token }], ['[redacted]', { a: '[redacted]' }]],
    ['two that touch', `${token} ${token}`, '[redacted] [redacted]'],
    ['on lines of its own', `\n\n${token}\n`, '\n\n[redacted]\n'],
    ['beside nothing', ['', token, ''], ['', '[redacted]', '']],
    ['hidden by a sign that nobody sees', `figd_\u200b${token.slice(5)}`, '[redacted]'],
    [
      'the name of a key',
      { 'secret.password=hunter2': 'x', [`a ${token}`]: 'y' },
      { 'secret.password=[redacted]': 'x', 'a [redacted]': 'y' },
    ],
    ['nothing', [], []],
  ])('%s', async (_, value, redacted) => expect(await redactStrings(value)).toEqual(redacted));
});

it('two texts are two, however they would read as one', async () => {
  const texts = {
    a: `${token.slice(0, 25)}`,
    b: token.slice(25),
    c: '_authToken=',
    d: 'https://a',
    e: 'b:c@example.org',
  };
  expect((await redactStrings([texts.a, texts.b, 7]))[1]).toBe(texts.b);
  expect(await redactStrings({ c: texts.c, d: texts.d })).toEqual({ c: texts.c, d: texts.d });
});

it('a text cannot switch rules off', async () => {
  const comments = ['secretlint-disable', '// secretlint-disable-next-line', '/* secretlint-disable */'];
  for (const comment of comments)
    expect(await redactStrings(`${comment}\n${token} // ${comment}`)).not.toContain('figd_');
});

it.each([-30, -1, 0, 1])('a token %i characters from where a window ends is found', async (shift) => {
  for (const edge of [limits.redactionWindowChars, limits.redactionWindowChars - limits.longestTokenChars]) {
    const before = 'x '.repeat((edge + shift) / 2);
    expect(await redactStrings(`${before}${token} y`)).toBe(`${before}[redacted] y`);
  }
});

const pieces = [
  ...[
    '-----BEGIN A-----',
    '-----END A-----',
    `${'A'.repeat(76)}\n`,
    'a:',
    'secret',
    'secret ',
    'token=',
    'x://',
    'x://a:',
    'eyJ',
  ],
  ...[
    ' A',
    '"',
    '\\"',
    '\\',
    '\n',
    '\t',
    '"secret"',
    '"secret":"',
    '--pwd ',
    'password: ',
    'mysql ',
    'login a ',
    'Name:',
    'key:"',
  ],
  ...[
    '<secret',
    '<secret>',
    'name="secret" ',
    '{',
    'map[',
    'map[secret:',
    '{"secret":[',
    'a@',
    'A=',
    'A="',
    '-e a=',
    'x-key',
    'Basic ',
  ],
  ...[`${'secret'.repeat(19)} `, `${'secret'.repeat(19)}:`, `${'secret'.repeat(19)}=`, `${'secret'.repeat(19)}"`],
  // where a rule may begin again and again
  ...[
    ...[
      'a=',
      'a="b",',
      'authorization: a b=',
      'Digest username="',
      'redis-cli AUTH a ',
      '"AUTH" "',
      'curl -u',
      'smbclient -U ',
    ],
    ...[
      'vault login -a',
      'vault write a ',
      'mc alias set a b ',
      'sqlplus -a ',
      "echo '",
      'echo a | ',
      'htpasswd -b ',
      'config --a ',
    ],
    ...[
      'Api Key: a',
      'access token: a',
      'new password a',
      'password for ',
      'a-auth',
      'auth("a","',
      '- --secret\n- ',
      '"--secret","',
    ],
    ...[
      'secret:\n  ',
      'secrets=a-',
      'fail=1 pass=',
      'key=A1',
      ' --key a',
      '{SHA}a',
      'md5',
      'pbkdf2_sha1$',
      'a.b/secret: ',
      'a.b/',
    ],
    ...[
      '"value":"',
      '"value":"a","name":"',
      '<name>secret</name>',
      '- value: a\n',
      '  secret:\n   value:',
      '"secret":{"a",',
      '"secret":{"value":',
      '<secret a ',
      '<secret value="',
      '[--secret, ',
      '--secret, ',
      'set password for ',
      'set password for a = ',
    ],
    ...[
      'secret\\u003d',
      'secret&#61;',
      'password:\n',
      'password:\na',
      '&quot;secret&quot;:',
      '&quot;',
      '\\u0022',
      'stringData:\n',
      '"stringData":{"a":"b",',
      'grub.pbkdf2.sha512.1.00000000.',
    ],
    ...[
      'CLIENT_RANDOM 00000000 ',
      'a1bcde.0',
      `ab_${'a'.repeat(40)}`,
      '&key=',
      'A_STATUS=',
      'ENV A ',
      '    AB:  ',
      'mount a,',
    ],
    ...[
      'kind: Secret\ndata:\n a: b\n',
      '"kind":"Secret","data":{"a":"b",',
      '"kind":"Secret","data":{',
      '"kty":"a","d":"',
      '---\n',
    ],
  ],
  // against the rules of secretlint
  ...[
    'xoxb-1-1 ',
    'ghs_1_a.',
    `SG.a.${'a'.repeat(300)}-`,
    'mongodb://a:b@',
    '_authToken=',
    'http://a:',
    'aws_secret_access_key',
  ],
];

/** Such a text is never longer. */
const filledWith = (piece: string) => piece.repeat(Math.ceil(maxTextLength / piece.length)).slice(0, maxTextLength);

/** Of this process alone: the machine may have other things to do. */
async function cpuMs(work: () => Promise<unknown>): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}

describe('costs no time', { timeout: 180_000 }, () => {
  // what takes its time over one of the longest texts does so over each
  const texts = whole ? 16 : 1;
  it('the longest texts, of nothing but one piece', () =>
    eachHolds(
      sampled('the longest texts of nothing but one piece', 12, pieces),
      (piece) => JSON.stringify(piece),
      async (piece) => {
        // none is like another, or it would be looked at once
        const long = Array.from({ length: texts }, (_, index) => ({ text: `${index}${filledWith(piece)}` }));
        expect(await cpuMs(() => redactStrings(long))).toBeLessThan(whole ? 2_000 : 300);
      },
    ));
  it('16 KiB of nothing but one form', () =>
    eachHolds(
      sampled('16 KiB of nothing but one form of secrets', 16, secretForms),
      ({ kind, form }) => `${kind}: ${form}`,
      async ({ text }) =>
        expect(await cpuMs(() => redactStrings(filledWith(`${text} `).slice(0, 16_384)))).toBeLessThan(200),
    ));
});
