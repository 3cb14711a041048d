// npm run release [-- OS/ARCH...] [--download-url=URL]: the archives, their checksums, krew's manifest and explain.html.
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { execa } from 'execa';
import { generatedPage } from '../explain-page/generated-page.ts';
import packageJson from '../package.json' with { type: 'json' };
import { archiveName, checksum, pack } from './archive.ts';
import { bundleStart, packExecutable } from './executable.ts';
import { type Download, krewManifest } from './krew-manifest.ts';
import { nodeBinary } from './node-binary.ts';
import { builders, type Platform, platforms } from './platforms.ts';

const top = join(import.meta.dirname, '..');
const out = join(top, 'out');
const bundle = join(top, 'dist');

/** What the archives are made of: they change with it, and with nothing else. */
const content = ['src', 'release', 'package.json', 'package-lock.json', 'tsup.config.ts', 'LICENSE', packageJson.man];

/** The programs that it takes, and Debian's package of each. */
const programs = {
  'llvm-strip': 'llvm',
  'libdeflate-gzip': 'libdeflate-tools',
  osslsigncode: 'osslsigncode',
  tar: 'tar',
  zip: 'zip',
  git: 'git',
};

async function requirePrograms(): Promise<void> {
  if (process.platform !== 'linux' || process.arch !== 'x64') throw new Error('a release is made on Linux, on amd64');
  const missing: string[] = [];
  for (const [program, debianPackage] of Object.entries(programs)) {
    const { failed } = await execa('sh', ['-c', `command -v ${program}`], { reject: false });
    if (failed) missing.push(debianPackage);
  }
  if (missing.length > 0) throw new Error(`programs are missing: apt-get install ${missing.join(' ')}`);
}

function chosen(words: readonly string[]): readonly Platform[] {
  const all = new Map(platforms.map((platform) => [`${platform.os}/${platform.arch}`, platform]));
  if (words.length === 0) return platforms;
  return words.map((word) => {
    const platform = all.get(word);
    if (!platform) throw new Error(`no platform ${word}: there are ${[...all.keys()].join(', ')}`);
    return platform;
  });
}

interface Release {
  readonly version: string;
  /** Seconds since the epoch: when what is released was committed. */
  readonly committed: number;
  readonly downloadUrl: string;
  readonly scratch: string;
  /** From bundleStart. */
  readonly start: string;
}

/** Ours, and those of what is in the executable: Node's, which the packages for windows lack, and the bundle's. */
async function writeLicenses(folder: string, ofNode: string | null): Promise<void> {
  await cp(join(top, 'LICENSE'), join(folder, 'LICENSE'));
  const ofBundle = await readFile(join(bundle, 'THIRD-PARTY-LICENSES'), 'utf8');
  await writeFile(join(folder, 'THIRD-PARTY-LICENSES'), `${ofNode ?? ''}\n${ofBundle}`);
}

async function releaseFor(platform: Platform, release: Release): Promise<Download> {
  const { scratch, start, version } = release;
  const builder = builders.find((one) => one.version === platform.node.version);
  if (!builder) throw new Error(`no Node ${platform.node.version} to build with`);
  const builds = await nodeBinary(builder, scratch);
  const node = builder === platform.node ? builds : await nodeBinary(platform.node, scratch);
  const folder = join(scratch, `${platform.os}-${platform.arch}`);
  await mkdir(folder);
  const program = platform.os === 'windows' ? 'kubectl-exec_doctor.exe' : 'kubectl-exec_doctor';
  const parts = { platform, node: node.executable, builder: builds.executable, start, bundle, scratch };
  await packExecutable(parts, join(folder, program));
  await writeLicenses(folder, builds.license);
  // Windows has nothing to read it with
  const pages = platform.os === 'windows' ? [] : [basename(packageJson.man)];
  for (const page of pages) await cp(join(top, packageJson.man), join(folder, page));
  const name = archiveName(platform, version);
  await pack(join(out, name), folder, [program, 'LICENSE', 'THIRD-PARTY-LICENSES', ...pages], release.committed);
  await rm(folder, { recursive: true });
  return { platform, uri: `${release.downloadUrl}/v${version}/${name}`, sha256: await checksum(join(out, name)) };
}

/** Those of a part of the platforms stay beside their archives; plugin.yaml itself tells of all. */
async function writeManifest(version: string, downloads: readonly Download[]): Promise<void> {
  const template = await readFile(join(top, 'krew/plugin.template.yaml'), 'utf8');
  const manifest = krewManifest(template, `v${version}`, downloads);
  await writeFile(join(out, 'plugin.yaml'), manifest);
  if (downloads.length === platforms.length) await writeFile(join(top, 'plugin.yaml'), manifest);
}

async function release(words: readonly string[], downloadUrl: string): Promise<void> {
  const wanted = chosen(words);
  await requirePrograms();
  const { version } = packageJson;
  const committed = Number((await execa('git', ['log', '-1', '--format=%ct', '--', ...content], { cwd: top })).stdout);
  await rm(out, { recursive: true, force: true });
  await mkdir(out);
  const scratch = await mkdtemp(join(tmpdir(), 'exec-doctor-release-'));
  try {
    const start = await bundleStart(scratch);
    const downloads: Download[] = [];
    for (const platform of wanted) {
      console.error(`packing for ${platform.os}/${platform.arch}`);
      downloads.push(await releaseFor(platform, { version, committed, downloadUrl, scratch, start }));
    }
    const sums = downloads.map(({ platform, sha256 }) => `${sha256}  ${archiveName(platform, version)}\n`);
    await writeFile(join(out, `kubectl-exec_doctor_${version}_checksums.txt`), sums.join(''));
    await writeManifest(version, downloads);
  } finally {
    await rm(scratch, { recursive: true });
  }
  await writeFile(join(out, 'explain.html'), await generatedPage());
  await execa('npm', ['pack', '--silent', '--ignore-scripts', `--pack-destination=${out}`], { cwd: top });
}

const options = { 'download-url': { type: 'string', default: 'https://downloads.invalid/exec-doctor' } } as const;
const { values, positionals } = parseArgs({ options, allowPositionals: true });
release(positionals, values['download-url']).catch((error) => {
  console.error(`release: ${error instanceof Error ? error.message : error}`);
  process.exitCode = 1;
});
