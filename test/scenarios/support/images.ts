import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { ctr } from './runtime.ts';
import { family, lab, onNode } from './the-lab.ts';

/** Puts an image of one layer on the node, of which the kubelet knows nothing. `root` is the folder with its files. */
export async function loadImage(name: string, root: string, config: object): Promise<void> {
  const dir = mkdtempSync(join(lab.dir, 'image-'));
  await execa('tar', ['-C', root, '--owner=0', '--group=0', '-cf', join(dir, 'layer.tar'), '.']);
  const digest = createHash('sha256')
    .update(readFileSync(join(dir, 'layer.tar')))
    .digest('hex');
  const rootfs = { type: 'layers', diff_ids: [`sha256:${digest}`] };
  writeFileSync(join(dir, 'config.json'), JSON.stringify({ architecture: 'amd64', os: 'linux', config, rootfs }));
  const manifest = [{ Config: 'config.json', RepoTags: [name], Layers: ['layer.tar'] }];
  writeFileSync(join(dir, 'manifest.json'), JSON.stringify(manifest));
  const archive = join(dir, 'image.tar');
  await execa('tar', ['-C', dir, '-cf', archive, 'manifest.json', 'config.json', 'layer.tar']);
  await onNode(
    {
      docker: ['docker', 'load', '-q', '-i', archive],
      containerd: [...ctr, 'images', 'import', archive],
      'cri-o': ['skopeo', '--insecure-policy', 'copy', '-q', `docker-archive:${archive}`, inStorage(name)],
    }[family],
  );
  rmSync(dir, { recursive: true });
}

/** CRI-O's storage, where lab/up puts its images too. */
const inStorage = (name: string) =>
  `containers-storage:[overlay@/var/lib/containers/storage+/run/containers/storage]docker.io/${name}`;

/** Where that program of this machine is. */
export const programPath = async (name: string): Promise<string> =>
  (await execa('sh', ['-c', 'command -v "$0"', name])).stdout;
