import { describe, expect, it } from 'vitest';
import { parseKubeconfig } from '../../../src/cluster/kubeconfig-parser.ts';
import { Problem } from '../../../src/model/problem.ts';

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
  it.each(['a: [b: SECRET\n - c', 'SECRET', 'users: [{name: a, user: SECRET}]', 'users: {SECRET: {}}'])(
    'and nothing of it is repeated, for it may be a secret: %j',
    (text) => expect(complaint(text)).not.toContain('SECRET'),
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
