import type { DiagnoseOptions } from '../command-line/invocation.ts';
import { askControl, type DebugPodManifest, type DebugPodPlan, debugPodManifest } from '../debug-pod/manifest.ts';
import { nodePrograms } from '../debug-pod/node-programs.ts';
import { limits } from '../limits.ts';
import type { Target } from '../model/target.ts';
import type { ScriptParameters } from '../node-script/script.ts';
import type { TargetContext } from '../target/context/pod-context.ts';
import type { ResolvedTarget } from '../target/resolve-target.ts';
import { type Transport, transportFor } from '../transport/transport.ts';
import type { WithDebugNamespace } from './debug-pod/debug-namespace.ts';
import type { ImageChoice, PodVariant } from './debug-pod/pod-variant.ts';
import type { RunIds } from './run-ids.ts';

/** What every debug pod of this run has in common; only what had to be tried differs. */
export type RunPlan = Omit<DebugPodPlan, 'image' | 'imagePullPolicy' | 'folder' | 'programs'> & {
  readonly echoWord: string;
  /** Part of the name of the folder that the debug pod has the node's programs in. */
  readonly folderWord: string;
  /** Part of a path that cannot exist, which is told to nobody but the API server. */
  readonly pathWord: string;
  /** Null: a debug pod. */
  readonly transport: Transport | null;
  readonly images: ImageChoice;
  /** The debug pod's namespace is for debug pods alone. */
  readonly ownNamespace: boolean;
};

/** What the API server told of the node, as far as a plan needs it. */
export type NodeContext = Pick<TargetContext, 'secondOpinionIDs' | 'clusterImage'>;

export const nothingKnown: NodeContext = { secondOpinionIDs: [], clusterImage: null };

export function planRun(
  { target, imagePullSecrets, sandboxImage }: ResolvedTarget,
  invocation: WithDebugNamespace<DiagnoseOptions>,
  { secondOpinionIDs, clusterImage }: NodeContext,
  { echoWord, runId, folderWord, pathWord }: RunIds,
): RunPlan {
  const namespace = invocation.debugNamespace ?? target.namespace;
  const transport = transportFor(invocation.transport, target.node);
  const byPod = transport === null && invocation.print !== 'script';
  return {
    echoWord,
    folderWord,
    pathWord,
    transport,
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
  options: WithDebugNamespace<DiagnoseOptions>,
  clusterImage: string | null,
  ids: RunIds,
): RunPlan {
  const plan = planRun(first, options, { secondOpinionIDs: [], clusterImage }, ids);
  const surveyIDs = [first, ...others].map(({ target }) => target.containerID);
  return { ...plan, parameters: { ...plan.parameters, surveyIDs, lingerSeconds: 0 } };
}

/** What of the command line the script has to know. */
export type Probing = Pick<
  DiagnoseOptions,
  | ('probeTimeoutMs' | 'runTimeoutMs' | 'repeat' | 'watchMs' | 'control' | 'secondOpinion')
  | ('terminal' | 'forceProbe' | 'atEveryLayer' | 'dumpStacks')
>;

/** What the script is told. `byPod`: it runs in a debug pod, which is the control. */
export function scriptParameters(
  target: Target,
  invocation: Probing,
  { echoWord, runId }: Pick<RunIds, 'echoWord' | 'runId'>,
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
    atEveryLayer: invocation.atEveryLayer,
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

/** Where the programs of a variant lie in the container. */
function placeOf(
  { folderWord }: RunPlan,
  { programs, architecture }: PodVariant,
): Pick<DebugPodPlan, 'folder' | 'programs'> {
  if (programs === 'image') return { folder: '/exec-doctor', programs: null };
  const folder = `/exec-doctor-${folderWord}`;
  return { folder, programs: nodePrograms(folder, architecture, programs) };
}

/** The debug pod of one variant; each attempt has a name of its own. */
export const manifestOf = (plan: RunPlan, variant: PodVariant, attempt: number): DebugPodManifest =>
  debugPodManifest({
    ...plan,
    ...placeOf(plan, variant),
    image: variant.image,
    // what the cluster runs is there; a secret for it is not at hand
    imagePullPolicy: variant.imageFrom === 'cluster' || variant.imageFrom === 'sandbox' ? 'Never' : 'IfNotPresent',
    runId: attempt === 0 ? plan.runId : `${plan.runId}-${attempt}`,
  });

/** The command that asks the control of that variant through the API server. */
export const controlCommand = (plan: RunPlan, variant: PodVariant): readonly string[] =>
  askControl(placeOf(plan, variant), plan.echoWord);
