import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import * as z from 'zod/mini';
import packageJson from '../../package.json';
import { checksum } from '../../release/archive.ts';

const out = new URL('../../out/', import.meta.url).pathname;
const docs = new URL('../../docs/', import.meta.url).pathname;
const archive = join(out, `kubectl-exec_doctor_${packageJson.version}_linux_amd64.tar.gz`);
const npmArchive = join(out, `kubectl-exec-doctor-${packageJson.version}.tgz`);
const platform = z.object({ uri: z.string(), sha256: z.string(), bin: z.string() });
const manifest = z.object({ spec: z.object({ version: z.string(), platforms: z.array(platform) }) });

let root = '';
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'exec-doctor-install-'));
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

function kubectl(): string | undefined {
  return (process.env.PATH ?? '')
    .split(delimiter)
    .map((folder) => join(folder, 'kubectl'))
    .find((file) => existsSync(file));
}

/** A root with kubectl, the libraries that any glibc system has, and what krew puts there: no Node, no shell. */
async function installAsKrewDoes(): Promise<void> {
  const { spec } = manifest.parse(parse(readFileSync(join(out, 'plugin.yaml'), 'utf8')));
  const entry = spec.platforms.find(({ uri }) => uri.endsWith('linux_amd64.tar.gz'));
  expect(await checksum(archive)).toBe(entry?.sha256);
  const store = join('store/exec-doctor', spec.version);
  for (const folder of [store, 'bin', 'tmp']) mkdirSync(join(root, folder), { recursive: true });
  await execa('tar', ['-xzf', archive, '-C', join(root, store)]);
  symlinkSync(join('..', store, entry?.bin ?? ''), join(root, 'bin/kubectl-exec_doctor'));
  copyFileSync(kubectl() ?? '', join(root, 'bin/kubectl'));
  chmodSync(join(root, 'bin/kubectl'), 0o755);
  const { stdout } = await execa('ldd', [join(root, 'bin/kubectl-exec_doctor')]);
  for (const [library] of stdout.matchAll(/\/\S+/g)) {
    mkdirSync(join(root, dirname(library)), { recursive: true });
    copyFileSync(library, join(root, library));
  }
}

const inside = (...words: string[]) =>
  execa('chroot', [root, ...words], { extendEnv: false, env: { PATH: '/bin:/usr/sbin' }, reject: false });

describe('the archive for linux/amd64', () => {
  it('has the page for man', async () => {
    const { stdout } = await execa('tar', ['-tzf', archive]);
    expect(stdout.split('\n')).toContain('kubectl-exec-doctor.1');
  });

  it('is smaller than 45 MB', () => expect(statSync(archive).size).toBeLessThan(45_000_000));

  it('runs by kubectl, installed as krew does it, on a machine that has no Node', async (context) => {
    context.skip(process.getuid?.() !== 0, 'needs root, for chroot');
    context.skip(!kubectl(), 'there is no kubectl in PATH');
    await installAsKrewDoes();
    expect((await inside('kubectl', 'exec-doctor', 'version')).stdout).toBe(
      `kubectl exec-doctor ${packageJson.version}`,
    );
    const help = await inside('kubectl', 'exec-doctor', '--help');
    expect(help.stdout).toContain('Usage:');
    // each of them is in a chunk of its own
    expect((await inside('kubectl', 'exec-doctor', 'explain', 'shim-stopped')).stdout).toContain('shim-stopped');
    const noCluster = await inside('kubectl', 'exec-doctor', 'pod/nginx1');
    expect([noCluster.exitCode, noCluster.stderr]).toEqual([
      2,
      expect.stringMatching(/^error: No API server is configured/),
    ]);
  });

  it('does not read NODE_OPTIONS', async (context) => {
    context.skip(!existsSync(join(root, 'bin/kubectl-exec_doctor')), 'it was not installed');
    const env = { PATH: '/bin', NODE_OPTIONS: '--no-such-option' };
    const program = join(root, 'bin/kubectl-exec_doctor');
    expect((await execa(program, ['version'], { extendEnv: false, env })).stdout).toMatch(/^kubectl exec-doctor /);
  });
});

it('the npm package has the bundle, and what belongs to it', async () => {
  const { stdout } = await execa('tar', ['-tzf', npmArchive]);
  const files = stdout.split('\n').map((file) => file.replace('package/', ''));
  expect(files.filter((file) => !/^dist\/[\w-]+\.cjs$/.test(file)).toSorted()).toEqual([
    'CHANGELOG.md',
    'CONTRIBUTING.md',
    'LICENSE',
    'README.md',
    'SECURITY.md',
    'dist/THIRD-PARTY-LICENSES',
    'dist/kubectl-exec_doctor',
    'dist/package.json',
    ...readdirSync(docs)
      .map((file) => `docs/${file}`)
      .toSorted(),
    'package.json',
  ]);
});

it('the npm package is one: it needs no other', async () => {
  const prefix = join(root, 'npm');
  const { stdout } = await execa('npm', [
    'install',
    '--global',
    '--prefix',
    prefix,
    '--offline',
    '--no-audit',
    npmArchive,
  ]);
  expect(stdout).toMatch(/^added 1 package in /m);
  const program = join(prefix, 'bin/kubectl-exec_doctor');
  expect((await execa(program, ['version'])).stdout).toBe(`kubectl exec-doctor ${packageJson.version}`);
  expect((await execa(program, ['explain', 'shim-stopped'])).stdout).toContain('shim-stopped');
});

it('beside it is the page for the browser', () =>
  expect(readFileSync(join(out, 'explain.html'), 'utf8')).toContain('id="shim-stopped"'));
