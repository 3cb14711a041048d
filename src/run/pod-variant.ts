import { type DebugPodManifest, debugPodManifest } from '../debug-pod/manifest.ts';
import type { Target } from '../model/target.ts';
import type { RunPlan } from './plan.ts';

/** One way of making the debug pod: whose programs run the script, in which image. */
export interface PodVariant {
  readonly image: string;
  readonly userland: 'host' | 'image';
  readonly architecture: string;
}

export type PodVariants = readonly [PodVariant, ...PodVariant[]];

/** An image with a shell, for nodes that have none of their own. */
const imageWithShell = 'busybox:stable';

/** The variants in the order in which they are tried. */
export function podVariants(target: Target, image: string | null): PodVariants {
  const { architecture } = target.node;
  if (image !== null) return [{ image, userland: 'image', architecture }];
  return [
    { image: target.image, userland: 'host', architecture },
    // where the node has no /lib64 after all
    ...(architecture === 'amd64' ? [{ image: target.image, userland: 'host', architecture: '' } as const] : []),
    { image: imageWithShell, userland: 'image', architecture },
  ];
}

/** The debug pod of one variant; each attempt has a name of its own. */
export const manifestOf = (plan: RunPlan, variant: PodVariant, attempt: number): DebugPodManifest =>
  debugPodManifest({ ...plan, ...variant, runId: attempt === 0 ? plan.runId : `${plan.runId}-${attempt}` });
