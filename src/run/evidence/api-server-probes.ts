import { setTimeout as sleep } from 'node:timers/promises';
import type { Cluster } from '../../cluster/cluster.ts';
import type { DiagnoseOptions } from '../../command-line/invocation.ts';
import type { DebugPod } from '../../debug-pod/debug-pod.ts';
import { containerName } from '../../debug-pod/names.ts';

import { speakerOf } from '../../diagnosis/speaker.ts';
import { skipReason } from '../../evidence/probe-matrix.ts';
import { apiClient } from '../../kubectl-probe/api-client.ts';
import { checkLog, isKubeletRefusing } from '../../kubectl-probe/cross-checks.ts';
import type { ExecClient, ExecTarget } from '../../kubectl-probe/exec-client.ts';
import {
  askForNothing,
  askTarget,
  type KubectlProbeOptions,
  probeThroughApiServer,
} from '../../kubectl-probe/kubectl-probe.ts';
import { limits } from '../../limits.ts';
import type { Outcome, Probe, ProbeName, Subject } from '../../model/probe.ts';
import type { CrossCheck } from '../../model/report.ts';
import type { RuntimeFamilyName } from '../../model/runtime-family.ts';
import type { Target } from '../../model/target.ts';
import type { NodeRecord } from '../../records/record.ts';
import type { RunPlan } from '../plan.ts';
import type { RunClock } from '../session/run-clock.ts';
import { trySeveralWays } from './several-ways.ts';

/** What was asked of the target through the API server. */
export interface ThroughApiServer {
  /** Of the last round. */
  readonly probe: Probe;
  readonly rounds: readonly Probe[];
  readonly terminals: readonly Probe[];
  readonly crossChecks: readonly CrossCheck[];
}

export interface ApiServerOptions {
  readonly cluster: Cluster;
  readonly client: ExecClient;
  readonly invocation: DiagnoseOptions;
  readonly container: ExecTarget;
  readonly runtime: RuntimeFamilyName;
  readonly echoWord: string;
  /** One that cannot exist, of which no program in the container has heard. */
  readonly missingPath: string;
  readonly signal: AbortSignal;
  /** Resolves when the layers below are known to work for the target, or not to. */
  readonly nodeWorks: Promise<boolean>;
  /** The script has come to its end: what it found in its last pass is asked for once more, and no more. */
  readonly isOver: () => boolean;
  /** Resolves when what it goes through on the node hangs. */
  readonly hangs?: Promise<void> | undefined;
  /** Tells the user what goes on. */
  readonly stage: (text: string) => void;
  /** Of each answer, as it comes. */
  readonly onProbe: (probe: Probe) => void;
}

/**
 * Asks the target through the API server; where that fails and the node itself works, by which other way it is still
 * reached; where it works, once more with a terminal.
 */
export async function askThroughApiServer(options: ApiServerOptions): Promise<ThroughApiServer> {
  const rounds: Probe[] = [];
  let ways: readonly CrossCheck[] = [];
  for (;;) {
    const isLast = options.isOver() || !isRepeated(options.invocation);
    const tries: Outcome[] = [];
    const plain = probe(options, options.client, (outcome) => tries.push(outcome));
    const beside = isLast ? terminalBeside(options, plain) : null;
    const [first, checks] = await Promise.all([plain, checksWhereItFails(options, plain)]);
    const answer = await againWhereItIsKubectl(options, first, checks);
    const tried = await trySeveralWays(options, tries, checks);
    // of several rounds, the last in which it was of any use
    if (tried.length > 0) ways = tried;
    options.onProbe(answer);
    rounds.push(answer);
    if (answer.outcome.kind !== 'ok' || isLast) {
      if (!isLast)
        options.stage('exec through the API server fails; the node is watched until it fails too, or to the end');
      const terminals = await withTerminal(options, answer, beside, (outcome) => tries.push(outcome));
      if (ways.length === 0) ways = await trySeveralWays(options, tries, checks);
      return { probe: answer, rounds, terminals, crossChecks: [...checks, ...ways] };
    }
    // as the script does between two passes
    await sleep(limits.passPauseMs, undefined, { signal: options.signal });
  }
}

/**
 * A hang that only kubectl meets may be its own, on a machine that has no time for it: before it accuses anybody, it has to
 * happen twice.
 */
async function againWhereItIsKubectl(
  options: ApiServerOptions,
  first: Probe,
  crossChecks: readonly CrossCheck[],
): Promise<Probe> {
  const isKubectl = crossChecks.some(({ name, outcome }) => name === 'websocket' && outcome.kind === 'ok');
  if (first.outcome.kind !== 'hang' || !isKubectl) return first;
  const again = await probe(options, options.client);
  return again.outcome.kind === 'ok' ? { ...again, flaky: true, atFirst: first.outcome } : first;
}

const isRepeated = ({ watchMs, repeat }: DiagnoseOptions): boolean => watchMs > 0 || repeat > 1;

const probe = (
  { invocation, container, echoWord, signal, hangs }: ApiServerOptions,
  client: ExecClient,
  onTry?: KubectlProbeOptions['onTry'],
): Promise<Probe> =>
  probeThroughApiServer(client, {
    ...askTarget(echoWord),
    container,
    timeoutMs: invocation.probeTimeoutMs,
    ...{ signal, hangs, onTry },
  } satisfies KubectlProbeOptions);

/** While the probe waits, too: what hangs costs no second time-out. A sick node is spared another exec. */
async function checksWhereItFails(options: ApiServerOptions, plain: Promise<Probe>): Promise<readonly CrossCheck[]> {
  const { cluster, client, container, echoWord, missingPath, signal, nodeWorks } = options;
  const late = sleep(limits.crossCheckAfterMs, 'late' as const, { ref: false });
  const answer = await Promise.race([plain, late]);
  if (answer !== 'late' && (answer.outcome.kind === 'ok' || answer.outcome.kind === 'skipped')) return [];
  const settled = plain.then((known) => known.outcome.kind === 'ok');
  if (answer === 'late' && (await Promise.race([settled, nodeWorks.then(() => false)]))) return [];
  // a slow node takes its time to tell
  const { probeTimeoutMs } = options.invocation;
  if (!(await Promise.race([nodeWorks, sleep(probeTimeoutMs, false, { ref: false })]))) return [];
  const timeoutMs = Math.min(probeTimeoutMs, limits.crossCheckMs);
  const webSocket = probeThroughApiServer(apiClient(cluster), {
    ...askTarget(echoWord),
    container,
    timeoutMs,
    signal,
  });
  return Promise.all([
    webSocket.then(({ outcome }): CrossCheck => ({ name: 'websocket', outcome })),
    checkLog(cluster, { container, timeoutMs, signal }),
    // whether it fails or a program has failed, kubectl tells, but for some codes; not whether it hangs, or a program does
    ...(answer === 'late' || speakerOf(answer, options.runtime) === 'either'
      ? [
          askForNothing(client, { container, missingPath, timeoutMs, signal }).then(
            (outcome): CrossCheck => ({ name: 'missing-path', outcome }),
          ),
        ]
      : []),
  ]);
}

type OnTry = NonNullable<KubectlProbeOptions['onTry']>;

/** kubectl itself wants a terminal of its own for that, so it is the API client that asks. */
const probeWithTerminal = (options: ApiServerOptions, onTry: OnTry) =>
  probe(options, apiClient(options.cluster, { terminal: true }), onTry);

/** A probe under way, and what came of its tries. */
interface Beside {
  readonly answer: Promise<Probe | null>;
  readonly tries: readonly Outcome[];
}

/** Beside the plain one, where the node is known to work before that has answered; ended where that fails. Null: it was not begun. */
function terminalBeside(options: ApiServerOptions, plain: Promise<Probe>): Beside {
  const tries: Outcome[] = [];
  const failed = new AbortController();
  const settled = plain.then(({ outcome }) => {
    if (outcome.kind !== 'ok') failed.abort();
    return false;
  });
  const begin = async () => {
    if (options.invocation.terminal === false || !(await Promise.race([options.nodeWorks, settled]))) return null;
    const signal = AbortSignal.any([options.signal, failed.signal]);
    return probeWithTerminal({ ...options, signal }, (outcome) => tries.push(outcome));
  };
  const answer = begin();
  answer.catch(() => undefined); // whoever waits for it hears that too
  return { answer, tries };
}

/** Where it works without one. */
async function withTerminal(
  options: ApiServerOptions,
  plain: Probe,
  beside: Beside | null,
  onTry: OnTry,
): Promise<readonly Probe[]> {
  if (plain.outcome.kind !== 'ok' || options.invocation.terminal === false) return [];
  const early = await beside?.answer;
  for (const outcome of early ? (beside?.tries ?? []) : []) onTry(outcome);
  const answer = early ?? (await probeWithTerminal(options, onTry));
  if (answer.outcome.kind === 'ok') return [answer];
  // is it the terminal, or is it the client?
  const without = await probe(options, apiClient(options.cluster), onTry);
  if (without.outcome.kind === 'ok') return [answer];
  const reason = 'the way that it takes fails without a terminal too';
  return [{ ...answer, outcome: { kind: 'skipped', reason }, flaky: false }];
}

/** Who is asked, by whom, and how long. */
export interface ApiServerProbes {
  readonly cluster: Cluster;
  readonly target: Target;
  readonly plan: Pick<RunPlan, 'echoWord' | 'pathWord'>;
  readonly invocation: DiagnoseOptions;
  readonly client: ExecClient;
  readonly stage: (text: string) => void;
  readonly onProbe: (probe: Probe) => void;
  /** The user wants out: nothing more is asked. */
  readonly cancelled: AbortSignal;
  readonly clock: RunClock;
}

/** The questions to the API server, each with an answer when the run's time is over. */
export function apiServerProbes(options: ApiServerProbes) {
  const { cluster, plan, invocation, client, stage, onProbe, cancelled } = options;
  const { timeIsUp } = options.clock;
  const signal = AbortSignal.any([cancelled, timeIsUp]);
  const overdue = (subject: Subject, error: unknown): Probe => {
    if (timeIsUp.aborted && !cancelled.aborted) return skippedProbe(subject, 'deadline');
    throw error;
  };
  const target = (
    node: Pick<Listener, 'nodeWorks' | 'isOver'> & Partial<Listener>,
    answerMs = invocation.probeTimeoutMs,
  ) =>
    askThroughApiServer({
      ...{ cluster, client, signal, nodeWorks: node.nodeWorks, isOver: node.isOver, stage, onProbe },
      hangs: node.targetHangs,
      invocation: { ...invocation, probeTimeoutMs: Math.min(answerMs, invocation.probeTimeoutMs) },
      ...{ container: targetName(options.target), runtime: options.target.runtime, echoWord: plan.echoWord },
      missingPath: `/exec-doctor-${plan.pathWord}-cannot-exist`,
    }).catch((error: unknown) => ({ ...nothingAsked, probe: overdue('target', error) }));
  return {
    target,
    kubeletRefuses: () => {
      const timeoutMs = Math.min(invocation.probeTimeoutMs, limits.crossCheckMs);
      return isKubeletRefusing(cluster, { container: targetName(options.target), timeoutMs, signal });
    },
    targetOnceOpen: async (node: Listener) => {
      const why = await node.gate;
      return why === '' ? target(node) : { ...nothingAsked, probe: skippedProbe('target', why) };
    },
    control: (command: readonly string[], hangs: Promise<void>) => (pod: DebugPod) =>
      probeThroughApiServer(client, {
        ...({ subject: 'control', container: controlName(pod), command, echoWord: plan.echoWord, signal } as const),
        hangs,
        timeoutMs: invocation.probeTimeoutMs,
      })
        .then((probe) => {
          onProbe(probe);
          return probe;
        })
        .catch((error: unknown) => overdue('control', error)),
  };
}

const nothingAsked = { rounds: [], terminals: [], crossChecks: [] } as const;

const targetName = ({ namespace, pod, container }: Target) => ({ namespace, name: pod, container });

const controlName = ({ namespace, name }: DebugPod) => ({ namespace, name, container: containerName });

export const skippedProbe = (subject: Subject, why: string): Probe => ({
  name: 'kubectl',
  subject,
  command: [],
  outcome: { kind: 'skipped', reason: skipReason(why) },
  flaky: false,
});

/**
 * What the script's records decide while the run goes on. The target is asked through the API server only once nothing
 * speaks against it; where the records end without a word of that, nothing is known against it either.
 */
export function listener(runtime: Target['runtime'], alsoTold: (record: NodeRecord) => void = () => undefined) {
  const gate = Promise.withResolvers<string>();
  const nodeWorks = Promise.withResolvers<boolean>();
  const hangs = { target: Promise.withResolvers<void>(), control: Promise.withResolvers<void>() };
  const top = topClients[runtime];
  let isOver = false;
  let runtimeWorks = false;
  return {
    isOver: () => isOver,
    gate: gate.promise,
    nodeWorks: nodeWorks.promise,
    /** What kubectl's request goes through has not answered. */
    targetHangs: hangs.target.promise,
    controlHangs: hangs.control.promise,
    onRecord: (record: NodeRecord) => {
      alsoTold(record);
      if (record.r === 'gate') gate.resolve(record.why);
      if (record.r === 'probe' && record.end === 'timeout' && record.layer === top) {
        if (record.subject === 'target' || record.subject === 'control') hangs[record.subject].resolve();
      }
      if (record.r === 'probe' && record.subject === 'target') {
        if (record.layer === 'runc') runtimeWorks = record.seen;
        if (record.layer === top) nodeWorks.resolve(record.seen);
      }
      // a node need not have crictl: then what is below it has to do
      if (record.r === 'skip' && record.subject === 'target' && record.layer === top && top === 'crictl') {
        nodeWorks.resolve(runtimeWorks);
      }
    },
    close: () => {
      isOver = true;
      gate.resolve('');
      nodeWorks.resolve(false);
    },
  };
}

/** The client on the node that goes through all that the kubelet's exec goes through, or nearly so. */
const topClients: Readonly<Record<RuntimeFamilyName, ProbeName>> = {
  docker: 'docker',
  containerd: 'ctr',
  'cri-o': 'crictl',
};

export type Listener = ReturnType<typeof listener>;
