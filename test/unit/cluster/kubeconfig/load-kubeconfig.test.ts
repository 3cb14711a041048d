import { chmodSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { loadKubeconfig } from '../../../../src/cluster/kubeconfig/load-kubeconfig.ts';
import { Problem } from '../../../../src/model/problem.ts';
import { nowhere } from '../../../nowhere.ts';
import { type TemporaryFolder, temporaryFolder } from '../temporary-folder.ts';

/** KUBECONFIG with files `a`, `b`, …; a file is the text of a few entries, or null for one that does not exist. */
function merged(...files: (string | null)[]) {
  using folder = temporaryFolder();
  const names = files.map((text, index) =>
    text === null ? `${folder.path}/missing` : folder.write(String(index), text),
  );
  return loadKubeconfig(undefined, { KUBECONFIG: names.join(':'), HOME: nowhere }).kubeconfig;
}

const cluster = (name: string, server: string) => `clusters: [{name: ${name}, cluster: {server: ${server}}}]\n`;
const servers = (kubeconfig: ReturnType<typeof merged>) =>
  Object.fromEntries([...kubeconfig.clusters].map(([name, { server }]) => [name, server]));

describe('KUBECONFIG with several files', () => {
  it('holds the entries of all', () =>
    expect(servers(merged(cluster('a', 'one'), cluster('b', 'two')))).toEqual({ a: 'one', b: 'two' }));
  it('the first one wins for an entry', () =>
    expect(servers(merged(cluster('a', 'one'), cluster('a', 'two')))).toEqual({ a: 'one' }));
  it('as a whole: nothing of the second is mixed in', () =>
    expect(
      merged(
        'users: [{name: jane, user: {token: one}}]',
        'users: [{name: jane, user: {token: two, username: jane}}]',
      ).users.get('jane'),
    ).toMatchObject({ token: 'one', username: undefined }));
  it('the first current-context wins', () =>
    expect(merged('current-context: one', 'current-context: two').currentContext).toBe('one'));
  it('an empty current-context does not count', () =>
    expect(merged('current-context: ""', 'current-context: two').currentContext).toBe('two'));
  it('a missing file is skipped', () => expect(servers(merged(null, cluster('a', 'one'), null))).toEqual({ a: 'one' }));
  it('a file named twice counts once', () => {
    using folder = temporaryFolder();
    const file = folder.write('a', cluster('a', 'one'));
    const loaded = loadKubeconfig(undefined, { KUBECONFIG: `${file}:${file}` });
    expect([loaded.lookedFor, servers(loaded.kubeconfig)]).toEqual([[file], { a: 'one' }]);
  });
  it('empty names are skipped', () => {
    using folder = temporaryFolder();
    const file = folder.write('a', cluster('a', 'one'));
    expect(loadKubeconfig(undefined, { KUBECONFIG: `::${file}:` }).lookedFor).toEqual([file]);
  });
  it('a damaged one is told', () => expect(() => merged(cluster('a', 'one'), 'a: [')).toThrow(Problem));
});

describe('which files', () => {
  const looked = (prepare: (folder: TemporaryFolder) => [flag: string | undefined, env: NodeJS.ProcessEnv]) => {
    using folder = temporaryFolder();
    folder.write('.kube/config', cluster('home', 'home'));
    folder.write('named', cluster('named', 'named'));
    folder.write('listed', cluster('listed', 'listed'));
    return servers(loadKubeconfig(...prepare(folder)).kubeconfig);
  };
  it('--kubeconfig, and nothing else', () =>
    expect(looked(({ path }) => [`${path}/named`, { HOME: path, KUBECONFIG: `${path}/listed` }])).toEqual({
      named: 'named',
    }));
  it('KUBECONFIG before ~/.kube/config', () =>
    expect(looked(({ path }) => [undefined, { HOME: path, KUBECONFIG: `${path}/listed` }])).toEqual({
      listed: 'listed',
    }));
  it('~/.kube/config', () => expect(looked(({ path }) => [undefined, { HOME: path }])).toEqual({ home: 'home' }));
  it('an empty KUBECONFIG is none', () =>
    expect(looked(({ path }) => [undefined, { HOME: path, KUBECONFIG: '' }])).toEqual({ home: 'home' }));
  it('KUBECONFIG of missing files does not fall back', () =>
    expect(looked(({ path }) => [undefined, { HOME: path, KUBECONFIG: `${path}/missing` }])).toEqual({}));
  it('no home, nothing', () => expect(looked(() => [undefined, { HOME: nowhere }])).toEqual({}));
});

describe('what cannot be read', () => {
  it('--kubeconfig must exist', () =>
    expect(() => loadKubeconfig(`${nowhere}/config`, {})).toThrow(`${nowhere}/config, and there is no such file`));
  it('a folder', () => {
    using folder = temporaryFolder();
    expect(() => loadKubeconfig(undefined, { KUBECONFIG: folder.path })).toThrow(
      /cannot be read: illegal operation on a directory/,
    );
  });
  it('a file of somebody else', ({ skip }) => {
    skip(process.getuid?.() === 0, 'root may read every file');
    using folder = temporaryFolder();
    const file = folder.write('config', '');
    chmodSync(file, 0);
    expect(() => loadKubeconfig(undefined, { KUBECONFIG: file })).toThrow(/cannot be read: EACCES/);
  });
});
