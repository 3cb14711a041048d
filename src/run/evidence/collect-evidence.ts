import type { DebugPod } from '../../debug-pod/debug-pod.ts';
import type { StartFailure } from '../../debug-pod/start-failure.ts';
import type { Probe } from '../../model/probe.ts';
import type { CrossCheck, TransportFacts } from '../../model/report.ts';
import { standaloneScript } from '../../node-script/standalone-script.ts';
import type { NodeRecord } from '../../records/record.ts';
import { runOverTransport } from '../../transport/run-over-transport.ts';
import type { Transport } from '../../transport/transport.ts';
import { podVariants } from '../debug-pod/pod-variant.ts';
import { type StartedPod, startPod } from '../debug-pod/start-pod.ts';
import { controlCommand, type RunPlan } from '../plan.ts';
import {
  type ApiServerProbes,
  apiServerProbes,
  type Listener,
  listener,
  skippedProbe,
  type ThroughApiServer,
} from './api-server-probes.ts';
import { collectRecords } from './collect-records.ts';

/** What was seen, from the node and from above it. */
export interface Examination {
  readonly transport: TransportFacts;
  readonly failure: StartFailure | null;
  readonly records: readonly NodeRecord[];
  /** The API server reached the kubelet for the debug pod's log; null: it was not tried, or this user may not. */
  readonly logReadable: boolean | null;
  readonly kubectl: readonly Probe[];
  /** Of the target, where it was asked again and again. */
  readonly rounds: readonly Probe[];
  readonly terminals: readonly Probe[];
  readonly crossChecks: readonly CrossCheck[];
}

/** What a run of our own has seen besides. */
interface Collected extends Examination {
  /** Nobody listens at the kubelet's port, and it has not taken up the debug pod. */
  readonly kubeletGone: boolean;
}

/** What is examined, and how. */
export interface Examined extends ApiServerProbes {
  readonly plan: RunPlan;
  readonly onCreate: (pod: DebugPod) => void;
  /** Tells the user that the layers are being probed, and lets them see how far it is. */
  readonly probing: (text: string) => void;
  /** Of what the script tells, as it comes. */
  readonly onRecord: (record: NodeRecord) => void;
  /** Where it is known that no debug pod starts: the one that did not. */
  readonly noPodStarts: StartedPod | null;
}

/** Runs the script on the node, and beside it the probes that enter at the API server. */
export const collectEvidence = (transport: Transport | null, examined: Examined): Promise<Collected> =>
  transport === null ? examineByPod(examined) : examineOverTransport(transport, examined);

async function examineByPod(examined: Examined): Promise<Collected> {
  const { target, plan, invocation, stage, probing, cancelled, clock } = examined;
  const signal = AbortSignal.any([cancelled, clock.timeIsUp]);
  const ask = apiServerProbes(examined);
  const alone = askedAlone(ask);
  const started = examined.noPodStarts ?? (await start(examined, ask, alone));
  const { pod, variant, failure, kubeletGone } = started;
  if (failure) {
    stage('the debug pod did not start; probing through the API server alone');
    const { probe, ...more } = await alone.answer();
    const transport = podFacts(plan, started, 'none');
    return { transport, failure, kubeletGone, records: [], logReadable: null, kubectl: [probe], ...more };
  }
  probing('probing each layer, on the target and on the control');
  const told = listener(target.runtime, examined.onRecord);
  const [collected, onTarget, onControl] = await Promise.all([
    collectRecords(pod, { onRecord: told.onRecord, signal }).finally(told.close),
    // what hangs is spared another
    alone.hung().then((known) => known ?? ask.targetOnceOpen(told)),
    invocation.control ? askControl(pod, told, ask.control(controlCommand(plan, variant), told.controlHangs)) : null,
  ]);
  cancelled.throwIfAborted();
  const { probe, ...more } = onTarget;
  return {
    transport: podFacts(plan, started, collected.from),
    ...{ failure, kubeletGone },
    records: collected.records,
    logReadable: collected.logReadable,
    kubectl: onControl ? [probe, onControl] : [probe],
    ...more,
  };
}

function start(
  { cluster, target, plan, invocation, stage, cancelled, clock, onCreate }: Examined,
  { kubeletRefuses }: ReturnType<typeof apiServerProbes>,
  alone: ReturnType<typeof askedAlone>,
): Promise<StartedPod> {
  stage(`starting the debug pod exec-doctor-${plan.runId} on node ${target.node.name}`);
  return startPod(cluster, plan, podVariants(target, plan.images), {
    timeoutMs: invocation.podStartTimeoutMs,
    ...{ cancelled, clock, onCreate },
    meanwhile: {
      ...{ node: target.node, kubeletRefuses },
      target: ({ answerMs }) => alone.probe(answerMs ?? undefined),
    },
  });
}

const unknownNode = { nodeWorks: Promise.resolve(true), isOver: () => true };

/** The target, asked once without a word of the node's: where no debug pod starts, or seems to. */
function askedAlone({ target }: Pick<ReturnType<typeof apiServerProbes>, 'target'>) {
  let asked: Promise<ThroughApiServer> | null = null;
  const answer = (answerMs?: number) => (asked ??= target(unknownNode, answerMs));
  return {
    answer: () => answer(),
    probe: async (answerMs?: number) => (await answer(answerMs)).probe,
    hung: async () => {
      const known = await asked;
      return known?.probe.outcome.kind === 'hang' ? known : null;
    },
  };
}

const podFacts = (
  { ownNamespace }: RunPlan,
  { pod, variant: { image, imageFrom, programs }, failure }: Pick<StartedPod, 'pod' | 'variant' | 'failure'>,
  recordsFrom: 'log' | 'termination-message' | 'none',
): TransportFacts => ({
  kind: 'pod',
  namespace: pod.namespace,
  ownNamespace,
  pod: pod.name,
  image,
  imageFrom,
  userland: programs === 'image' ? 'image' : 'host',
  recordsFrom,
  failure: failure ? `${failure.kind}${failure.text ? `: ${failure.text}` : ''}` : null,
});

async function askControl(pod: DebugPod, { gate }: Listener, ask: (pod: DebugPod) => Promise<Probe>): Promise<Probe> {
  const why = await gate;
  // an exec that hangs in runc would keep the debug pod's own container from being stopped
  if (why === 'runc-hangs') return skippedProbe('control', why);
  return whileItRan(await ask(pod), pod);
}

/** The control ends when the script is done; a failure after that is no answer. */
const whileItRan = (answer: Probe, pod: DebugPod): Probe =>
  answer.outcome.kind === 'error' && pod.state.kind !== 'running' ? skippedProbe('control', 'control-ended') : answer;

/** Where no debug pod is wanted. The control is somebody else's container, and not asked through the API server. */
async function examineOverTransport(transport: Transport, examined: Examined): Promise<Collected> {
  const { target, plan, probing, clock } = examined;
  const { parameters, command } = plan;
  const told = listener(target.runtime, examined.onRecord);
  probing(
    `probing each layer on node ${target.node.name}, by ${transport.kind === 'ssh' ? 'ssh to ' : ''}${transport.to}`,
  );
  const script = standaloneScript({ parameters, command, output: transport.output, plan: '' });
  const nodeFailed = new AbortController();
  const cancelled = AbortSignal.any([examined.cancelled, nodeFailed.signal]);
  const signal = AbortSignal.any([cancelled, clock.timeIsUp]);
  const fromNode = runOverTransport(transport, script, { onRecord: told.onRecord, signal }).finally(told.close);
  const above = apiServerProbes({ ...examined, cancelled }).targetOnceOpen(told);
  // nobody waits for one of them where the other has failed
  fromNode.catch(() => nodeFailed.abort());
  await Promise.allSettled([fromNode, above]);
  examined.cancelled.throwIfAborted();
  const followed = await fromNode;
  const { probe, ...more } = await above;
  return {
    transport: { kind: transport.kind, to: transport.to, recordsFrom: followed.from },
    ...{ failure: null, kubeletGone: false },
    records: followed.records,
    logReadable: null,
    kubectl: parameters.control === '' ? [probe] : [probe, skippedProbe('control', 'existing-control')],
    ...more,
  };
}
