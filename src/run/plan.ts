import type { DiagnoseInvocation } from '../command-line/invocation.ts';
import type { DebugPodPlan } from '../debug-pod/manifest.ts';
import { limits } from '../limits.ts';
import type { ResolvedTarget } from '../target/resolve-target.ts';

/** What every debug pod of this run has in common; only what had to be tried differs. */
export type RunPlan = Omit<DebugPodPlan, 'userland' | 'image' | 'architecture'> & {
  readonly nonce: string;
};

/** Two random words: the nonce marks records, the run's id is part of names. */
export interface Randomness {
  readonly nonce: string;
  readonly runId: string;
}

export function planRun(
  { target, imagePullSecrets }: ResolvedTarget,
  invocation: DiagnoseInvocation,
  secondOpinionIDs: readonly string[],
  { nonce, runId }: Randomness,
): RunPlan {
  const namespace = invocation.debugNamespace ?? target.namespace;
  return {
    nonce,
    runId,
    namespace,
    nodeName: target.node.name,
    // a secret is known in its own namespace only
    imagePullSecrets: namespace === target.namespace ? imagePullSecrets : [],
    target,
    command: invocation.command,
    deadlineSeconds: Math.ceil(invocation.runTimeoutMs / 1000) + limits.deadlineSpareSeconds,
    parameters: {
      nonce,
      runId,
      targetID: target.containerID,
      control: invocation.control ? 'self' : '',
      secondOpinionIDs: invocation.control && invocation.secondOpinion ? secondOpinionIDs : [],
      podUID: target.podUID,
      family: target.runtime,
      probeTimeoutMs: invocation.probeTimeoutMs,
      deadlineMs: Math.max(invocation.runTimeoutMs - limits.reportSpareMs, invocation.probeTimeoutMs),
      // it is for the control to be asked through the API server
      lingerSeconds: invocation.control ? limits.lingerSeconds : 0,
      repeat: invocation.repeat,
      watchMs: invocation.watchMs,
      forceProbe: invocation.forceProbe,
      terminal: invocation.terminal,
      dumpStacks: invocation.dumpStacks,
    },
  };
}
