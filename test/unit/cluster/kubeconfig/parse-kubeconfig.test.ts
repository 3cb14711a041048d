import { describe, expect, it } from 'vitest';
import { parseKubeconfig } from '../../../../src/cluster/kubeconfig/parse-kubeconfig.ts';
import { Problem } from '../../../../src/model/problem.ts';

const parsed = (text: string) => parseKubeconfig(text, '/home/jane/.kube/config');
const user = (fields: string) => parsed(`users: [{name: jane, user: {${fields}}}]`).users.get('jane');
const cluster = (fields: string) => parsed(`clusters: [{name: here, cluster: {${fields}}}]`).clusters.get('here');

describe('relative paths are relative to the file they stand in', () => {
  it('certificate-authority', () =>
    expect(cluster('certificate-authority: pki/ca.crt')?.certificateAuthority.file).toBe(
      '/home/jane/.kube/pki/ca.crt',
    ));
  it('client-certificate', () =>
    expect(user('client-certificate: ../jane.crt')?.clientCertificate.file).toBe('/home/jane/jane.crt'));
  it('client-key', () => expect(user('client-key: jane.key')?.clientKey.file).toBe('/home/jane/.kube/jane.key'));
  it('tokenFile', () => expect(user('tokenFile: token')?.tokenFile).toBe('/home/jane/.kube/token'));
  it('an absolute one stays', () => expect(user('tokenFile: /run/token')?.tokenFile).toBe('/run/token'));
  it('a plugin with a slash', () =>
    expect(user('exec: {apiVersion: v1, command: ./bin/login}')?.plugin?.command).toBe('/home/jane/.kube/bin/login'));
  it('a plugin without one is for PATH', () =>
    expect(user('exec: {apiVersion: v1, command: login}')?.plugin?.command).toBe('login'));
});

describe('what a user entry may say', () => {
  it('whom to act as', () =>
    expect(user('as: root, as-uid: "1", as-groups: [a, b], as-user-extra: {scopes: [x]}')?.impersonation).toEqual({
      user: 'root',
      uid: '1',
      groups: ['a', 'b'],
      extra: { scopes: ['x'] },
    }));
  it('a plugin', () =>
    expect(
      user(`exec: {apiVersion: client.authentication.k8s.io/v1, command: login, args: [a], env: [{name: A, value: b}],
        installHint: install it, provideClusterInfo: true, interactiveMode: Never}`)?.plugin,
    ).toEqual({
      apiVersion: 'client.authentication.k8s.io/v1',
      command: 'login',
      args: ['a'],
      env: { A: 'b' },
      installHint: 'install it',
      provideClusterInfo: true,
      interactiveMode: 'Never',
    }));
  it('an auth provider', () =>
    expect(user('auth-provider: {name: oidc, config: {client-id: x}}')?.authProvider).toEqual({
      name: 'oidc',
      config: { 'client-id': 'x' },
    }));
  it('nothing', () => expect(parsed('users: [{name: jane}]').users.get('jane')?.token).toBeUndefined());
});

describe('odd files', () => {
  it('an empty one is an empty kubeconfig', () => expect(parsed('').clusters.size).toBe(0));
  it('lists may be null', () => expect(parsed('clusters: null\nusers:\n').users.size).toBe(0));
  it('JSON is YAML', () => expect(parsed('{"current-context": "a"}').currentContext).toBe('a'));
  it('of two entries of one name the first counts', () =>
    expect(
      parsed('clusters: [{name: a, cluster: {server: one}}, {name: a, cluster: {server: two}}]').clusters.get('a')
        ?.server,
    ).toBe('one'));
});

describe('YAML is read as kubectl 1.32 reads it', () => {
  const token = (text: string) => user(`token: ${text}`)?.token;
  it.each([
    ['a date is a text', '2001-12-14', '2001-12-14'],
    ['a time is a text', '12:30:45', '12:30:45'],
    ['a number to the base of 60 is a text', '190:20:30.15', '190:20:30.15'],
    ['an unknown tag is none', '!mine abc', 'abc'],
    ['a number that is said to be a text is one', '!!str 12', '12'],
    ['null is nothing', '~', undefined],
  ])('%s', (_, text, read) => expect(token(text)).toBe(read));

  it.each(['yes', 'on', 'y', 'True', 'TRUE'])('%s is true', (text) =>
    expect(cluster(`insecure-skip-tls-verify: ${text}`)?.insecureSkipTlsVerify).toBe(true),
  );
  it.each(['no', 'off', 'n', 'False'])('%s is false', (text) =>
    expect(cluster(`insecure-skip-tls-verify: ${text}`)?.insecureSkipTlsVerify).toBe(false),
  );
  it.each(['12', '0123', '0x1F', '1_000', '1e3', 'yes', 'true'])('%s is no text', (text) =>
    expect(() => token(text)).toThrow('`token` should be text'),
  );

  it('an anchor', () =>
    expect(parsed('x: &jane {token: t}\nusers: [{name: jane, user: *jane}]').users.get('jane')?.token).toBe('t'));
  it('a merge key', () => {
    const text = 'x: &x {token: t, username: n}\nusers: [{name: jane, user: {<<: *x, username: own}}]';
    expect(parsed(text).users.get('jane')).toMatchObject({ token: 't', username: 'own' });
  });
  it('of merged mappings the first wins', () => {
    const text = 'x: &x {token: t, username: me}\ny: &y {token: s}\nusers: [{name: jane, user: {<<: [*y, *x]}}]';
    expect(parsed(text).users.get('jane')).toMatchObject({ token: 's', username: 'me' });
  });
  it('of equal keys the last wins', () => expect(user('token: a, token: b')?.token).toBe('b'));
  it('only the first document counts, and what follows may be anything', () =>
    expect(parsed('---\ncurrent-context: a\n---\ncurrent-context: b\n...\ngarbage: [').currentContext).toBe('a'));
  it('a file of Windows', () => expect(parsed('\uFEFFcurrent-context: a\r\nclusters:\r\n').currentContext).toBe('a'));
});

describe('aliases of aliases', () => {
  const tenfold = (first: string, of: (aliases: string) => string) =>
    [...'abcdefgh'].map((name, index, all) =>
      index === 0 ? `a: &a ${first}` : `${name}: &${name} ${of(`[${Array(10).fill(`*${all[index - 1]}`)}]`)}`,
    );
  it.each([
    ['lists', [...tenfold('[x]', (aliases) => aliases), 'users: *h']],
    ['merge keys', [...tenfold('{token: t}', (aliases) => `{<<: ${aliases}}`), 'users: [{name: jane, user: *h}]']],
  ])('are refused before they cost time: %s', (_, lines) => {
    const started = performance.now();
    expect(() => parsed(lines.join('\n'))).toThrow('too many aliases');
    expect(performance.now() - started).toBeLessThan(1_000);
  });
  it('but one for each of many users is well', () => {
    const users = Array.from({ length: 500 }, (_, index) => `{name: u${index}, user: *all}`);
    expect(parsed(`x: &all {token: t}\nusers: [${users}]`).users.get('u499')?.token).toBe('t');
  });
});

describe('a damaged file is named, with the place in it', () => {
  const complaint = (text: string): string => {
    try {
      parsed(text);
      return '';
    } catch (error) {
      return error instanceof Problem ? error.text : String(error);
    }
  };
  const says =
    (text: string, ...parts: string[]) =>
    () => {
      for (const part of ['/home/jane/.kube/config', ...parts]) expect(complaint(text)).toContain(part);
    };
  it('not YAML', says('a: [', '(line 1, column '));
  it.each([
    'a: [b: SECRET\n - c',
    'SECRET',
    'users: [{name: a, user: SECRET}]',
    'users: {SECRET: {}}',
    'token: *SECRET',
    'token: |SECRET\n  a',
    'token: &SECRET &SECRET a',
    'token: "a" SECRET',
    '%SECRET',
    '? {SECRET: a}\n: b\nusers: x',
  ])('and nothing of it is repeated, for it may be a secret: %j', (text) =>
    expect(complaint(text)).not.toContain('SECRET'),
  );
  it('a list', says('[]', 'the file should be a mapping, not a list'));
  it('a text', says('hello', 'should be a mapping, not a text'));
  it('clusters is a mapping', says('clusters: {a: b}', '`clusters` should be a list, not a mapping'));
  it('an entry without a name', says('users: [{user: {}}]', '`users`[0], `name` is missing'));
  it('a number for a token', says('users: [{name: a, user: {token: 12}}]', '`token` should be text, not a number'));
  it('a text for a flag', says(`clusters: [{name: a, cluster: {insecure-skip-tls-verify: "yes"}}]`, 'true or false'));
  it('groups that are no list', says('users: [{name: a, user: {as-groups: x}}]', '`as-groups` should be a list'));
  it('a plugin without a command', says('users: [{name: a, user: {exec: {apiVersion: v1}}}]', '`command` is missing'));
});
