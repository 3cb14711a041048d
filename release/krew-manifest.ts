import { parseDocument } from 'yaml';
import type { Platform } from './platforms.ts';

/** An archive as krew gets it. */
export interface Download {
  readonly platform: Pick<Platform, 'os' | 'arch'>;
  readonly uri: string;
  /** In hexadecimal. */
  readonly sha256: string;
}

/**
 * Fills in what only a release can say: the version and the archives.
 * @param template - krew/plugin.template.yaml
 * @param version - with its v
 * @returns plugin.yaml, by https://krew.sigs.k8s.io/docs/developer-guide/plugin-manifest/
 */
export function krewManifest(template: string, version: string, downloads: readonly Download[]): string {
  const manifest = parseDocument(template);
  manifest.commentBefore = ' Written by npm run release, from krew/plugin.template.yaml.';
  manifest.setIn(['spec', 'version'], version);
  const archives = downloads.map(({ platform, uri, sha256 }) => ({
    selector: { matchLabels: { os: platform.os, arch: platform.arch } },
    uri,
    sha256,
    bin: platform.os === 'windows' ? 'kubectl-exec_doctor.exe' : 'kubectl-exec_doctor',
  }));
  manifest.setIn(['spec', 'platforms'], manifest.createNode(archives));
  return manifest.toString({ lineWidth: 0 });
}
