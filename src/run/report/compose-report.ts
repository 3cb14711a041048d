import { version } from '../../../package.json';
import type { Cluster } from '../../cluster/cluster.ts';
import { changesBefore } from '../../diagnosis/context/changes.ts';
import { onsetOf } from '../../diagnosis/context/onset.ts';
import { stacksOf } from '../../diagnosis/context/stacks.ts';
import { upcomingRestarts } from '../../diagnosis/context/upcoming-restarts.ts';
import { diagnose } from '../../diagnosis/diagnose.ts';
import { inventoryOf } from '../../evidence/inventory.ts';
import { familyOf, type Observation } from '../../evidence/observation.ts';
import { matrixOf, passagesOf, secondOpinionsOf, streamsOf, terminalsOf } from '../../evidence/probe-matrix.ts';
import { recentLogs } from '../../evidence/recent-logs.ts';
import { repeatsOf } from '../../evidence/repeat-and-watch.ts';
import { limits } from '../../limits.ts';
import type { PodContext } from '../../model/pod-context.ts';
import type { Probe } from '../../model/probe.ts';
import type { CrossCheck, Report } from '../../model/report.ts';
import type { RuntimeFamily } from '../../model/runtime-family.ts';
import type { Target } from '../../model/target.ts';
import { sortRecords } from '../../records/evidence.ts';
import type { Facts } from '../../records/facts.ts';
import type { RereadTarget } from '../../target/reread-target.ts';
import type { Examination } from '../evidence/collect-evidence.ts';
import { leftBehind } from './left-behind.ts';
import { userCommandResults } from './user-command.ts';

/** All that a run, or the records of one, tell. */
export interface RunFacts {
  readonly target: Target;
  /** It is told by a file that somebody saved. */
  readonly fromFile?: true;
  readonly podContext: PodContext;
  readonly examination: Examination;
  /** Of those that were asked beside the target, the containers of its namespace; null where that is not known. */
  readonly sameOwnerIDs: readonly string[] | null;
  /** Null: no cluster was asked; what the script saw before and after is what there is. */
  readonly after: RereadTarget | null;
  /** Null: no cluster was asked. */
  readonly context: Cluster['context'];
  /** RFC 3339. */
  readonly startedAt: string;
  readonly durationMs: number;
  /** The debug pod was in the target's namespace. */
  readonly sameNamespace: boolean;
  /** The user's own. */
  readonly command: readonly string[];
  readonly dumpStacks: boolean;
  /** What the kubelet tells against exec, where it was asked. */
  readonly kubelet: readonly string[];
}

/** The report: a pure function of what was told. */
export function composeReport(told: RunFacts): Report {
  const { target, podContext, examination, after } = told;
  const evidence = examination.records.length > 0 ? sortRecords(examination.records) : null;
  const probes = matrixOf(rowsOf(told), evidence, examination.kubectl, reasonForNoRecords(examination));
  const observation: Observation = {
    ...{ target, podContext, probes, evidence },
    fromFile: told.fromFile === true,
    passages: passagesOf(evidence, examination.crossChecks),
    terminals: terminalsOf(evidence, examination.terminals),
    streams: streamsOf(evidence),
    repeats: repeatsOf(evidence, examination.rounds),
    crossChecks: examination.crossChecks,
    secondOpinions: secondOpinionsOf(evidence),
    sameOwnerIDs: told.sameOwnerIDs,
    debugPod: {
      failure: examination.failure,
      logReadable: examination.logReadable,
      sameNamespace: told.sameNamespace,
    },
    sameContainer: after ? after.sameContainer : (evidence?.sameProcess ?? null),
    kubeletSilent: after?.kubeletSilent ?? false,
  };
  const { verdict, findings } = diagnose(observation);
  const since = onsetOf(observation, verdict);
  return {
    startedAt: told.startedAt,
    durationMs: told.durationMs,
    toolVersion: version,
    fromFile: observation.fromFile,
    context: told.context,
    target,
    probes,
    terminals: observation.terminals,
    repeats: observation.repeats,
    crossChecks: [...examination.crossChecks, ...throughStream(observation)],
    verdict,
    findings,
    since,
    changedBefore: changesBefore(observation, verdict, since, told.startedAt),
    inventory: inventoryOf(observation),
    breaksNext: upcomingRestarts(observation, verdict),
    surroundings: podContext,
    kubelet: told.kubelet,
    secondOpinions: observation.secondOpinions,
    stacks: told.dumpStacks ? stacksOf(evidence) : null,
    command: userCommandResults(evidence, told.command, probes),
    leftBehind: leftBehind(observation, askedThroughApiServer(examination)),
    transport: examination.transport,
    logs: recentLogs(evidence, limits.warningsMs),
    observed: {
      records: examination.records,
      rounds: examination.rounds,
      logReadable: observation.debugPod.logReadable,
      sameNamespace: observation.debugPod.sameNamespace,
      startFailure: examination.failure,
      sameContainer: observation.sameContainer,
      kubeletSilent: observation.kubeletSilent,
      sameOwnerIDs: observation.sameOwnerIDs,
    },
    facts: asTold(evidence?.facts ?? {}),
  };
}

const throughStream = ({ streams }: Observation): readonly CrossCheck[] =>
  streams.filter(({ subject }) => subject === 'target').map(({ outcome }) => ({ name: 'crictl-stream', outcome }));

/** Whichever client asked for it, as kubectl would have. */
function askedThroughApiServer({ kubectl, terminals, crossChecks }: Examination): readonly Probe[] {
  const ofWebSocket = crossChecks.filter(({ name }) => name === 'websocket').map(({ outcome }) => outcome);
  return [
    ...kubectl,
    ...terminals,
    ...kubectl.slice(0, 1).flatMap((probe) => ofWebSocket.map((outcome) => ({ ...probe, outcome }))),
  ];
}

/** Where no cluster is asked, the matrix has no row for it. */
function rowsOf({ target, examination }: RunFacts): RuntimeFamily {
  const family = familyOf({ target });
  return examination.kubectl.length > 0
    ? family
    : { ...family, probes: family.probes.filter((name) => name !== 'kubectl') };
}

const reasonForNoRecords = ({ transport, failure, records }: Examination): string =>
  transport.kind === 'api-server'
    ? '--quick probes through the API server alone'
    : failure
      ? 'the debug pod did not start'
      : records.length > 0
        ? 'the script did not get that far'
        : 'no records came back from the node';

/** Of any name, as a report has them. */
const asTold = (facts: Facts): Report['facts'] =>
  Object.fromEntries(Object.entries(facts).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
