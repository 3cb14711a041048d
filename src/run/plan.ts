import type { DiagnoseOptions } from '../command-line/invocation.ts';
import type { DebugPodPlan } from '../debug-pod/manifest.ts';
import { limits } from '../limits.ts';
import type { Target } from '../model/target.ts';
import type { ScriptParameters } from '../node-script/parameters.ts';
import type { TargetContext } from '../target/context/pod-context.ts';
import type { ResolvedTarget } from '../target/resolve-target.ts';
import { type Way, wayOf } from '../transport/way.ts';
import type { Placed } from './debug-pod-place.ts';
import type { ImageChoice } from './pod-variant.ts';

/** What every debug pod of this run has in common; only what had to be tried differs. */
export type RunPlan = Omit<DebugPodPlan, 'image' | 'imagePullPolicy' | 'folder' | 'programs'> & {
  readonly echoWord: string;
  /** Part of the name of the folder that the debug pod has the node's programs in. */
  readonly folderWord: string;
  /** Part of a path that cannot exist, which is told to nobody but the API server. */
  readonly pathWord: string;
  /** Null: a debug pod. */
  readonly way: Way | null;
  readonly images: ImageChoice;
  /** The debug pod's namespace is for debug pods alone. */
  readonly ownNamespace: boolean;
};

/** What the API server told of the node, as far as a plan needs it. */
export type NodeContext = Pick<TargetContext, 'secondOpinionIDs' | 'clusterImage'>;

export const nothingKnown: NodeContext = { secondOpinionIDs: [], clusterImage: null };

/** Random words: what probes echo, the run's id, which is part of names, and parts of the names of a folder and of no file. */
export interface Randomness {
  readonly echoWord: string;
  readonly runId: string;
  readonly folderWord: string;
  readonly pathWord: string;
}

export function planRun(
  { target, imagePullSecrets, sandboxImage }: ResolvedTarget,
  invocation: Placed<DiagnoseOptions>,
  { secondOpinionIDs, clusterImage }: NodeContext,
  { echoWord, runId, folderWord, pathWord }: Randomness,
): RunPlan {
  const namespace = invocation.debugNamespace ?? target.namespace;
  const way = wayOf(invocation.transport, target.node);
  const byPod = way === null && invocation.print !== 'script';
  return {
    echoWord,
    folderWord,
    pathWord,
    way,
    runId,
    namespace,
    images: { image: invocation.image, clusterImage, sandboxImage },
    ownNamespace: invocation.ownNamespace,
    nodeName: target.node.name,
    // a secret is known in its own namespace only
    imagePullSecrets: namespace === target.namespace ? imagePullSecrets : [],
    target,
    command: invocation.command,
    deadlineSeconds: Math.ceil(invocation.runTimeoutMs / 1000) + limits.deadlineSpareSeconds,
    parameters: scriptParameters(target, invocation, { echoWord, runId }, { byPod, secondOpinionIDs }),
  };
}

/** The same for a debug pod that asks of many containers of a node what speaks against an exec in them. */
export function planSurvey(
  [first, ...others]: readonly [ResolvedTarget, ...ResolvedTarget[]],
  options: Placed<DiagnoseOptions>,
  clusterImage: string | null,
  words: Randomness,
): RunPlan {
  const plan = planRun(first, options, { secondOpinionIDs: [], clusterImage }, words);
  const surveyIDs = [first, ...others].map(({ target }) => target.containerID);
  return { ...plan, parameters: { ...plan.parameters, surveyIDs, lingerSeconds: 0 } };
}

/** What of the command line the script has to know. */
export type Probing = Pick<
  DiagnoseOptions,
  | ('probeTimeoutMs' | 'runTimeoutMs' | 'repeat' | 'watchMs' | 'control' | 'secondOpinion')
  | ('terminal' | 'forceProbe' | 'dumpStacks')
>;

/** What the script is told. `byPod`: it runs in a debug pod, which is the control. */
export function scriptParameters(
  target: Target,
  invocation: Probing,
  { echoWord, runId }: Pick<Randomness, 'echoWord' | 'runId'>,
  { byPod, secondOpinionIDs }: { readonly byPod: boolean; readonly secondOpinionIDs: readonly string[] },
): ScriptParameters {
  return {
    echoWord,
    runId,
    targetID: target.containerID,
    surveyIDs: [],
    control: controlOf(invocation, byPod),
    secondOpinionIDs: invocation.control && invocation.secondOpinion ? secondOpinionIDs : [],
    podUID: target.podUID,
    family: target.runtime,
    probeTimeoutMs: invocation.probeTimeoutMs,
    deadlineMs: Math.max(invocation.runTimeoutMs - limits.reportSpareMs, invocation.probeTimeoutMs),
    // it is for the control to be asked through the API server
    lingerSeconds: invocation.control && byPod ? limits.lingerSeconds : 0,
    repeat: invocation.repeat,
    watchMs: invocation.watchMs,
    forceProbe: invocation.forceProbe,
    terminal: invocation.terminal,
    dumpStacks: invocation.dumpStacks,
  };
}

/** Without a debug pod it is a container of somebody else's, which not everybody wants to be touched. */
function controlOf({ control, secondOpinion }: Probing, byPod: boolean): 'self' | 'other' | '' {
  if (!control) return '';
  if (byPod) return 'self';
  return secondOpinion ? 'other' : '';
}
