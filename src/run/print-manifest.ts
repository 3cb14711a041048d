import { stringify } from 'yaml';
import type { DebugPodManifest } from '../debug-pod/manifest.ts';
import type { Target } from '../model/target.ts';
import type { RunPlan } from './plan.ts';
import { manifestOf, podVariants } from './pod-variant.ts';

/** The manifest that would be tried first, as `kubectl create -f -` takes it, the script in full and readable. */
export function manifestText(plan: RunPlan, target: Target): string {
  const [first] = podVariants(target, plan.images);
  return toYaml(manifestOf(plan, first, 0));
}

export const toYaml = (manifest: DebugPodManifest): string => stringify(manifest, { version: '1.1', lineWidth: 0 });
