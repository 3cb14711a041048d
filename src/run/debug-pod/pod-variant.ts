import { type Libc, nodePrograms } from '../../debug-pod/node-programs.ts';
import type { ImageSource } from '../../model/report.ts';
import type { Target } from '../../model/target.ts';

/** One way of making the debug pod: whose programs run the script, in which image. */
export interface PodVariant {
  readonly image: string;
  readonly imageFrom: ImageSource;
  readonly architecture: string;
  /** The node's own programs, linked with this library; or the image's. */
  readonly programs: Libc | 'image';
}

export type PodVariants = readonly [PodVariant, ...PodVariant[]];

/** An image with a shell, for nodes that have none of their own. */
const imageWithShell = 'busybox:stable';

/** What a debug pod's image may be chosen from. */
export interface ImageChoice {
  /** Of --image. */
  readonly image: string | null;
  /** What the cluster's own pods run on the node. */
  readonly clusterImage: string | null;
  /** What the sandboxes of pods are made of there. */
  readonly sandboxImage: string | null;
}

/**
 * The variants in the order in which they are tried. Never the target's image, which is a tenant's: no mount of ours can be
 * made the last one, and every loader reads /etc/ld.so.preload.
 */
export function podVariants({ node }: Target, { image, clusterImage, sandboxImage }: ImageChoice): PodVariants {
  const { architecture } = node;
  if (image !== null) return [{ image, imageFrom: 'flag', architecture, programs: 'image' }];
  if (hasNoShell.test(node.osImage)) return [ownShell(architecture)];
  const withShell = ownShell(architecture);
  const images = [
    ...(clusterImage === null ? [] : [{ image: clusterImage, imageFrom: 'cluster' } as const]),
    ...(sandboxImage === null ? [] : [{ image: sandboxImage, imageFrom: 'sandbox' } as const]),
  ];
  const [first = withShell, ...others] = libcsOf(node).flatMap((programs) =>
    images.map((from): PodVariant => ({ ...from, architecture, programs })),
  );
  return first === withShell ? [withShell] : [first, ...others, withShell];
}

const ownShell = (architecture: string): PodVariant => ({
  image: imageWithShell,
  imageFrom: 'shell',
  architecture,
  programs: 'image',
});

/** Systems that are known to lack a program that the debug pod needs of the node, as their kubelet calls them. */
const hasNoShell = /^(?:talos|bottlerocket|nixos)\b/i;

/** The likely one first; none where the loader of such a machine is not known. */
function libcsOf({ architecture, osImage }: Target['node']): readonly Libc[] {
  const libcs: readonly Libc[] = /alpine/i.test(osImage) ? ['musl', 'glibc'] : ['glibc', 'musl'];
  return libcs.filter((libc) => nodePrograms('', architecture, libc) !== null);
}
