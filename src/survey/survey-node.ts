import pLimit from 'p-limit';
import type { Cluster } from '../cluster/cluster.ts';
import type { SurveyInvocation } from '../command-line/invocation.ts';
import type { DebugPod } from '../debug-pod/debug-pod.ts';
import { apiClient } from '../kubectl-probe/api-client.ts';
import { isKubeletRefusing } from '../kubectl-probe/cross-checks.ts';
import type { ExecClient } from '../kubectl-probe/exec-client.ts';
import { askTarget, probeThroughApiServer } from '../kubectl-probe/kubectl-probe.ts';
import { limits } from '../limits.ts';
import type { Probe } from '../model/probe.ts';
import type { Target } from '../model/target.ts';
import type { NodeRecord } from '../records/record.ts';
import type { WithDebugNamespace } from '../run/debug-pod/debug-namespace.ts';
import { podVariants } from '../run/debug-pod/pod-variant.ts';
import { type StartedPod, startPod } from '../run/debug-pod/start-pod.ts';
import type { WhileItWaits } from '../run/debug-pod/while-it-waits.ts';
import { skippedProbe } from '../run/evidence/api-server-probes.ts';
import { collectRecords } from '../run/evidence/collect-records.ts';
import { planSurvey } from '../run/plan.ts';
import type { RunIds } from '../run/run-ids.ts';
import type { RunClock } from '../run/session/run-clock.ts';
import type { ResolvedTarget } from '../target/resolve-target.ts';
import type { SelectedNode } from '../target/selection/select-containers.ts';
import { Hangs, inTurns } from './turns.ts';

export interface SurveyNodeOptions {
  readonly cluster: Cluster;
  readonly invocation: WithDebugNamespace<SurveyInvocation>;
  /** For the first container; the rest is asked by a client that costs less. */
  readonly usersClient: ExecClient;
  readonly runIds: RunIds;
  /** An image that the cluster's own pods run on the node; null where none is known. */
  readonly clusterImage: string | null;
  readonly stage: (text: string) => void;
  readonly onCreate: (pod: DebugPod) => void;
  readonly cancelled: AbortSignal;
  /** Of this node, from when it was first asked about. */
  readonly clock: RunClock;
}

/** How exec into one container went. */
export interface Asked {
  readonly resolved: ResolvedTarget;
  readonly probe: Probe;
}

/**
 * Asks all containers of a node through the API server, a few at a time, each only once the node has told that nothing
 * speaks against it. An answer acquits every layer on the way.
 */
export async function surveyNode(node: SelectedNode, options: SurveyNodeOptions): Promise<SurveyedNode> {
  const gates = gatesOf(node);
  const refused = new AbortController();
  const signal = AbortSignal.any([options.cancelled, options.clock.timeIsUp, refused.signal]);
  const asking = askAll(node, gates, options, signal);
  const opening = openGates(node, gates, { ...options, signal });
  // nobody is asked where the debug pod was refused
  opening.catch(() => refused.abort());
  // and nothing goes on when this is over
  await Promise.allSettled([asking, opening]);
  options.cancelled.throwIfAborted();
  const { failure, ...started } = await opening;
  // of silence nobody is the author, and it is the same in each namespace
  return { asked: await asking, noPodStarts: failure?.kind === 'silent' ? { failure, ...started } : null };
}

interface SurveyedNode {
  readonly asked: readonly Asked[];
  /** The kubelet keeps silent, so another debug pod would not start either. */
  readonly noPodStarts: StartedPod | null;
}

/** Of each container: why it may not be asked, or nothing, once that is known. */
type Gates = ReadonlyMap<string, PromiseWithResolvers<string>>;

const gatesOf = ({ containers }: SelectedNode): Gates =>
  new Map(containers.map(({ target }) => [target.containerID, Promise.withResolvers<string>()]));

type WithSignal = SurveyNodeOptions & { readonly signal: AbortSignal };

/** Where the node tells nothing, nothing is known against anybody. */
async function openGates(node: SelectedNode, gates: Gates, options: WithSignal): Promise<StartedPod> {
  const { invocation, runIds, stage, onCreate, cancelled, clock, signal } = options;
  const plan = planSurvey(node.containers, invocation, options.clusterImage, runIds);
  let told = false;
  const openTheRest = (why: string) => {
    for (const gate of gates.values()) gate.resolve(why);
  };
  const onRecord = (record: NodeRecord) => {
    if (record.r !== 'survey') return;
    told = true;
    for (const [id, gate] of gates) if (id.startsWith(record.id)) gate.resolve(record.why);
  };
  try {
    stage(`starting the debug pod exec-doctor-${plan.runId} on node ${node.name}`);
    const { target } = node.containers[0];
    const started = await startPod(options.cluster, plan, podVariants(target, plan.images), {
      ...{ timeoutMs: invocation.podStartTimeoutMs, cancelled, clock, onCreate },
      meanwhile: meanwhile(target, options),
    });
    const { pod, failure } = started;
    stage(
      failure
        ? `the debug pod did not start on node ${node.name}; ${count(node)} are probed through the API server all the same`
        : `asking ${count(node)} on node ${node.name}`,
    );
    if (!failure) await collectRecords(pod, { onRecord, signal });
    // a script that told of some was cut off before it told of the rest
    openTheRest(told ? 'not-told' : '');
    return started;
  } catch (error) {
    openTheRest('deadline');
    throw error;
  }
}

/** The first container stands for the node. */
function meanwhile(target: Target, { cluster, invocation, usersClient, runIds, signal }: WithSignal): WhileItWaits {
  const container = execTarget(target);
  const timeoutMs = invocation.probeTimeoutMs;
  return {
    node: target.node,
    kubeletRefuses: () =>
      isKubeletRefusing(cluster, { container, timeoutMs: Math.min(timeoutMs, limits.crossCheckMs), signal }),
    target: ({ answerMs }) =>
      probeThroughApiServer(usersClient, {
        ...{ container, signal, ...askTarget(runIds.echoWord) },
        timeoutMs: Math.min(timeoutMs, answerMs ?? timeoutMs),
      }),
  };
}

const execTarget = ({ namespace, pod, container }: Target) => ({ namespace, name: pod, container });

const count = ({ containers }: SelectedNode) =>
  containers.length === 1 ? '1 container' : `${containers.length} containers`;

async function askAll(
  { containers }: SelectedNode,
  gates: Gates,
  { cluster, invocation, usersClient, runIds }: SurveyNodeOptions,
  signal: AbortSignal,
): Promise<readonly Asked[]> {
  const limit = pLimit(limits.execsAtOnce);
  const client = apiClient(cluster);
  const hangs = new Hangs();
  const ask = async ({ target }: ResolvedTarget, index: number): Promise<Probe> => {
    const why = await gates.get(target.containerID)?.promise;
    if (why) return skippedProbe('target', why);
    if (hangs.spare(target.namespace)) return skippedProbe('target', 'others-hang');
    const probe = await probeThroughApiServer(index === 0 ? usersClient : client, {
      container: execTarget(target),
      ...askTarget(runIds.echoWord),
      timeoutMs: invocation.probeTimeoutMs,
      signal,
    });
    if (probe.outcome.kind === 'hang') hangs.add(target.namespace);
    return probe;
  };
  const asked = await Promise.all(
    inTurns(containers, ({ target }) => target.namespace).map((resolved, index) =>
      limit(async () => ({ resolved, probe: await untilTimeIsUp(ask(resolved, index), signal) })),
    ),
  );
  return asked.toSorted((a, b) => containers.indexOf(a.resolved) - containers.indexOf(b.resolved));
}

/** The run's time is over: what was not asked by then was not asked. */
const untilTimeIsUp = (asking: Promise<Probe>, signal: AbortSignal): Promise<Probe> =>
  asking.catch((error: unknown) => {
    if (!signal.aborted) throw error;
    return skippedProbe('target', 'deadline');
  });
