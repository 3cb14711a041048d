import { diagnoseInvocation } from '../../../src/command-line/diagnose-invocation.ts';
import type { DiagnoseInvocation } from '../../../src/command-line/invocation.ts';
import type { OwnNamespace } from '../../../src/debug-pod/own-namespace.ts';
import { type WithDebugNamespace, withDebugNamespace } from '../../../src/run/debug-pod/debug-namespace.ts';
import { ApiObject } from '../../../src/target/api-object.ts';
import { parsePod } from '../../../src/target/pod/pod.ts';
import type { ResolvedTarget } from '../../../src/target/resolve-target.ts';
import { observation } from '../diagnosis/observe.ts';
import { pod } from '../target/objects.ts';

/** A command line, as the product takes it apart. */
export function invocation(
  words = 'pod/nginx1',
  own: OwnNamespace | null = null,
): WithDebugNamespace<DiagnoseInvocation> {
  const read = diagnoseInvocation(words.split(' '), {});
  if (read.kind !== 'diagnose') throw new Error(`${words} names more than one container`);
  return withDebugNamespace(read, own);
}

export const target = observation('docker').target;

export const resolved = (more: Partial<ResolvedTarget> = {}): ResolvedTarget => ({
  target,
  pod: parsePod(new ApiObject(pod())),
  imagePullSecrets: ['pull'],
  sandboxImage: 'registry.k8s.io/pause:3.9',
  notices: [],
  ...more,
});
