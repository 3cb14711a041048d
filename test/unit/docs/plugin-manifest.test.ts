import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import * as z from 'zod/mini';
import packageJson from '../../../package.json';
import { type Download, krewManifest } from '../../../release/krew-manifest.ts';
import { platforms } from '../../../release/platforms.ts';
import { read, root } from './documents.ts';

// by krew's rules: https://krew.sigs.k8s.io/docs/developer-guide/plugin-manifest/
const schema = z.strictObject({
  apiVersion: z.literal('krew.googlecontainertools.github.com/v1alpha2'),
  kind: z.literal('Plugin'),
  metadata: z.strictObject({ name: z.string() }),
  spec: z.strictObject({
    version: z.string(),
    shortDescription: z.string(),
    description: z.string(),
    caveats: z.string(),
    platforms: z.array(
      z.strictObject({
        selector: z.strictObject({
          matchLabels: z.strictObject({ os: z.enum(['linux', 'darwin', 'windows']), arch: z.enum(['amd64', 'arm64']) }),
        }),
        uri: z.string().check(z.regex(/^https:\/\/\S+\.(tar\.gz|zip)$/)),
        sha256: z.string().check(z.regex(/^[0-9a-f]{64}$/)),
        bin: z.string(),
      }),
    ),
  }),
});

const template = read('krew/plugin.template.yaml');
const downloads: readonly Download[] = platforms.map((platform) => ({
  platform,
  uri: `https://downloads.example/${platform.os}.${platform.os === 'windows' ? 'zip' : 'tar.gz'}`,
  sha256: 'c0ffee'.repeat(11).slice(2),
}));
const { metadata, spec } = schema.parse(parse(krewManifest(template, `v${packageJson.version}`, downloads)));

describe("krew's manifest, as a release writes it", () => {
  it("has the package's version, with a v", () => expect(spec.version).toBe(`v${packageJson.version}`));
  it('has a name that kubectl finds the executable by', () =>
    expect(Object.keys(packageJson.bin)).toEqual([`kubectl-${metadata.name.replaceAll('-', '_')}`]));
  it('says in a line of at most 50 characters what it is for, without a full stop', () =>
    expect(spec.shortDescription).toMatch(/^[A-Z].{0,48}[^.]$/));
  it('fits 80 columns', () => expect(`${spec.description}${spec.caveats}`).not.toMatch(/.{81}/));
  it('names the executable of each platform', () =>
    expect(
      spec.platforms.map(({ selector: { matchLabels }, bin }) => `${matchLabels.os}/${matchLabels.arch} ${bin}`),
    ).toEqual([
      'linux/amd64 kubectl-exec_doctor',
      'linux/arm64 kubectl-exec_doctor',
      'darwin/amd64 kubectl-exec_doctor',
      'darwin/arm64 kubectl-exec_doctor',
      'windows/amd64 kubectl-exec_doctor.exe',
      'windows/arm64 kubectl-exec_doctor.exe',
    ]));
});

describe('plugin.yaml', () => {
  const manifest = schema.parse(parse(read('plugin.yaml')));
  it('is the template, filled in with what the last release packed', async () => {
    const { version, platforms: archives } = manifest.spec;
    const filled = archives.map(({ selector: { matchLabels }, uri, sha256 }) => ({
      platform: matchLabels,
      uri,
      sha256,
    }));
    await expect(krewManifest(template, version, filled)).toMatchFileSnapshot(new URL('plugin.yaml', root).pathname);
  });
  it('has an archive for each platform', () =>
    expect(manifest.spec.platforms.map(({ selector }) => selector.matchLabels)).toEqual(
      platforms.map(({ os, arch }) => ({ os, arch })),
    ));
});
