import { expect, it } from 'vitest';
import type { StartFailure } from '../../../src/debug-pod/start-failure.ts';
import { diagnose } from '../../../src/diagnosis/diagnose.ts';
import type { Observation } from '../../../src/evidence/observation.ts';
import { notAsked } from '../../../src/model/pod-context.ts';
import { type Outcome, type Probe, type ProbeName, probeNames, type Subject } from '../../../src/model/probe.ts';
import { type RuntimeFamilyName, runtimeFamilies } from '../../../src/model/runtime-family.ts';
import type { Target } from '../../../src/model/target.ts';
import type { Verdict } from '../../../src/model/verdict.ts';
import type { Evidence } from '../../../src/records/evidence.ts';
import type { RecordOf } from '../../../src/records/record.ts';
import { processRecord } from '../records/process-record.ts';

/** What differs from a run in which the script came to its end and told of nothing but the probes. */
export interface Situation {
  /** `kubectl:hang docker:error ctr:ok*`: `*` is an ok by the path that cannot exist; what is not named was skipped. One word: every probe. */
  readonly target?: string;
  /** Likewise; or `none`, as with --no-control and without a debug pod. */
  readonly control?: string;
  /** Likewise, of an older, ordinary container of another pod; nothing: none was asked. */
  readonly second?: string;
  readonly third?: string;
  /** Which of control, second and third are of the target's namespace; nothing: that is not known. */
  readonly sameOwner?: string;
  /** Likewise, of the target by the path that cannot exist; nothing: none was asked. */
  readonly passages?: string;
  readonly passageTexts?: Partial<Record<ProbeName, string>>;
  /** Likewise, of target and control, with a terminal. */
  readonly terminals?: readonly [target: string, control: string];
  /** What crictl met at the CRI's stream server, a word for the target, one for the control: `-`: not asked; `flaky`: at first only. */
  readonly streams?: string;
  readonly streamText?: string;
  readonly terminalTexts?: Partial<Record<ProbeName, string>>;
  readonly repeats?: Observation['repeats'];
  /** One word each. */
  readonly websocket?: string;
  readonly log?: string;
  /** Tries through the API server, a word each; what failed did so with `texts.kubectl`. */
  readonly execs?: string;
  readonly logs?: string;
  /** Seconds before the run, and confinement, of target, control and the two others. */
  readonly ages?: readonly number[];
  readonly labels?: readonly string[];
  /** What a probe of the target failed with. */
  readonly texts?: Partial<Record<ProbeName, string>>;
  /** What a probe of the two others failed with. */
  readonly otherTexts?: Partial<Record<ProbeName, string>>;
  readonly controlTexts?: Partial<Record<ProbeName, string>>;
  /** Probes of the target that failed at first. */
  readonly flaky?: readonly ProbeName[];
  /** What a probe of the target failed with at first, and of the control; it works now. */
  readonly first?: Partial<Record<ProbeName, string>>;
  readonly controlFirst?: Partial<Record<ProbeName, string>>;
  /** `containerd:T shim:S control-shim:S`; a shim is the target's. */
  readonly processes?: string;
  readonly guard?: Partial<RecordOf<'guard'>>;
  readonly evidence?: Partial<Evidence> | null;
  readonly facts?: Readonly<Record<string, string>>;
  /** What bash met at the kubelet's port on the node. */
  readonly kubelet?: string;
  /** The control is a container that runs, of somebody else's. */
  readonly existingControl?: true;
  /** No cluster was asked: there is no row for kubectl. */
  readonly noCluster?: true;
  /** The debug pod did not start. */
  readonly failure?: StartFailure;
  readonly logReadable?: boolean | null;
  readonly sameNamespace?: boolean;
  readonly sameContainer?: boolean | null;
  readonly kubeletSilent?: boolean;
  readonly ready?: Target['node']['ready'];
  readonly podContext?: Partial<Observation['podContext']>;
}

const idOf: Readonly<Record<string, string>> = {
  ...{ second: '9'.repeat(64), third: '8'.repeat(64), control: '7'.repeat(64) },
};

/** An observation in a line. */
export function observation(runtime: RuntimeFamilyName, situation: Situation = {}): Observation {
  const { failure = null } = situation;
  const noRecords = failure !== null || situation.evidence === null;
  return {
    target: targetOn(runtime, situation.ready),
    // its pod has but this one container
    podContext: { ...notAsked, otherContainers: situation.noCluster ? null : 0, ...situation.podContext },
    probes: [
      ...column(runtime, 'target', situation.target ?? 'ok', situation.texts),
      ...column(runtime, 'control', situation.control ?? (failure ? 'none' : 'ok'), situation.controlTexts),
    ]
      .filter(({ name }) => !situation.noCluster || name !== 'kubectl')
      .map((probe) => {
        const said = (probe.subject === 'target' ? situation.first : situation.controlFirst)?.[probe.name];
        const flaky =
          said !== undefined || (probe.subject === 'target' && situation.flaky?.includes(probe.name) === true);
        return { ...probe, flaky, ...(said !== undefined && { atFirst: outcomeOf('error', probe.name, said) }) };
      }),
    passages: situation.passages
      ? column(runtime, 'target', situation.passages, situation.passageTexts).filter(
          ({ outcome }) => outcome.kind !== 'skipped',
        )
      : [],
    terminals: situation.terminals
      ? (['target', 'control'] as const).flatMap((subject, index) =>
          column(runtime, subject, situation.terminals?.[index] ?? '', situation.terminalTexts).filter(
            ({ outcome }) => outcome.kind !== 'skipped',
          ),
        )
      : [],
    streams: streamsOf(situation),
    repeats: situation.repeats ?? [],
    crossChecks: [
      ...(['websocket', 'log'] as const).flatMap((name) =>
        situation[name] ? [{ name, outcome: outcomeOf(situation[name], 'kubectl') }] : [],
      ),
      ...triesOf('exec', situation.execs, situation.texts?.kubectl),
      ...triesOf('log', situation.logs),
    ],
    secondOpinions: [situation.second, situation.third].flatMap((said, index) =>
      said
        ? [
            {
              containerID: idOf[index === 0 ? 'second' : 'third'] ?? '',
              startedSecondsAgo: situation.ages?.[index + 2] ?? null,
              label: situation.labels?.[index + 2] ?? '',
              probes: column(runtime, 'target', said, situation.otherTexts).filter(
                ({ outcome }) => outcome.kind !== 'skipped',
              ),
            },
          ]
        : [],
    ),
    sameOwnerIDs: situation.sameOwner?.split(' ').map((who) => idOf[who] ?? '') ?? null,
    evidence: noRecords ? null : evidenceOf(situation),
    debugPod: {
      failure,
      logReadable: situation.logReadable === undefined ? failure === null : situation.logReadable,
      sameNamespace: situation.sameNamespace ?? true,
    },
    sameContainer: situation.sameContainer === undefined ? true : situation.sameContainer,
    kubeletSilent: situation.kubeletSilent ?? false,
    fromFile: false,
  };
}

/** What hangs for an exec leaves open what else it is asked, as a rule. */
const unansweredBy = ({ target = '', control = '' }: Situation): readonly RecordOf<'answer'>[] => [
  ...(/ctr:hang/.test(target) ? [unanswered('ctr_task')] : []),
  ...(/ctr:hang/.test(control) ? [unanswered('ctr_version')] : []),
  ...(/docker:hang/.test(target) ? [unanswered('docker_version')] : []),
];
const unanswered = (name: RecordOf<'answer'>['name']): RecordOf<'answer'> => ({
  ...{ r: 'answer', name, end: 'timeout', code: null, ms: 3000, command: [], out: '', err: '' },
});

const triesOf = (name: 'exec' | 'log', said = '', text?: string) =>
  said
    .split(' ')
    .filter(Boolean)
    .map((word) => ({ name, outcome: outcomeOf(word, 'kubectl', text) }));

function streamsOf({ streams = '', streamText }: Situation): Probe[] {
  const words = streams.split(' ').filter(Boolean);
  return (['target', 'control'] as const).flatMap((subject, index) => {
    const word = words[index];
    if (!word || word === '-') return [];
    const outcome = outcomeOf(word.replace('flaky', 'ok'), 'crictl', streamText);
    return [{ name: 'crictl' as const, subject, command: ['crictl', 'exec'], outcome, flaky: word === 'flaky' }];
  });
}

function evidenceOf(situation: Situation): Evidence {
  const { processes = '', guard, evidence, facts } = situation;
  return {
    userland: 'host',
    complete: true,
    uptimeMs: 100_000,
    processes: wordsOf(processes).map(([name, state], index) => {
      const isShim = name.endsWith('shim');
      return processRecord({
        name: isShim ? 'containerd-shim' : name,
        pid: 100 + index,
        state,
        ...(isShim ? { role: 'shim', of: name === 'shim' ? 'target' : 'control' } : {}),
      });
    }),
    guard: guard ? { ...openGuard, ...guard } : null,
    gate: guard?.blocked ?? '',
    sameProcess: true,
    initState: 'S',
    initStateAfter: 'S',
    noProcess: false,
    probes: [],
    passes: [],
    passages: [],
    terminals: [],
    streams: [],
    skips: [],
    answers: [
      ...unansweredBy(situation),
      ...(situation.kubelet === undefined ? [] : [kubeletAnswer(situation.kubelet)]),
    ],
    siblings: [],
    limits: [],
    cpu: [],
    pile: null,
    sockets: [],
    logs: [],
    dumps: [],
    goroutines: [],
    commands: [],
    outputs: [],
    left: [],
    refused: [],
    unread: [],
    facts: {
      ...{ 'target.init': '4242', 'target.shim': '4211' },
      ...(situation.existingControl ? { 'control.lent': 'yes', 'control.id': idOf.control ?? '' } : {}),
      ...agesAndLabels(situation),
      ...facts,
    },
    ...evidence,
  };
}

/** What bash printed, or complained of; or `timeout`. */
const kubeletAnswer = (said: string): RecordOf<'answer'> => ({
  r: 'answer',
  name: 'kubelet',
  end: said === 'timeout' ? 'timeout' : 'exited',
  code: said === 'timeout' ? null : 0,
  ms: 5,
  command: ['bash'],
  out: said.startsWith('connected') ? said : '',
  err: said.startsWith('connected') ? '' : said,
});

/** Of target and control; the script tells when each was started, in clock ticks. */
function agesAndLabels({ ages, labels }: Situation): Record<string, string> {
  const subjects = ['target', 'control'].flatMap((subject, index) => [
    [`${subject}.born`, ages ? String((100_000 - (ages[index] ?? 0) * 1000) / 10) : ''],
    [`${subject}.label`, labels?.[index] ?? ''],
  ]);
  return Object.fromEntries(subjects.filter(([, value]) => value !== ''));
}

const openGuard: RecordOf<'guard'> = {
  r: 'guard',
  subject: 'target',
  frozen: 'no',
  cgroup: '',
  frozenAt: '',
  headroom: null,
  stuckInit: null,
  blocked: '',
};

/** The words of a column, as pairs. */
const wordsOf = (text: string) =>
  text
    .split(' ')
    .filter(Boolean)
    .map((word): [string, string] => {
      const [name = '', said = ''] = word.split(':');
      return [name, said];
    });

function column(
  runtime: RuntimeFamilyName,
  subject: Subject,
  said: string,
  texts: Partial<Record<ProbeName, string>> = {},
): Probe[] {
  const names = runtimeFamilies.find(({ name }) => name === runtime)?.probes ?? probeNames;
  const words = new Map(wordsOf(said));
  const all = said.includes(':') || said === 'none' ? 'skipped' : said;
  return names.map((name) => ({
    name,
    subject,
    command: commandOf(name, subject),
    outcome: outcomeOf(words.get(name) ?? all, name, texts[name]),
    flaky: false,
  }));
}

export function outcomeOf(word: string, name: ProbeName, text = `${name} said no`): Outcome {
  switch (word) {
    case 'ok':
      return { kind: 'ok', durationMs: 50, method: name === 'nsenter' ? 'missing-path' : 'echo' };
    case 'ok*':
      return { kind: 'ok', durationMs: 50, method: 'missing-path' };
    case 'hang':
      return { kind: 'hang', durationMs: 10_000 };
    case 'error':
      return { kind: 'error', durationMs: 50, exitCode: 1, text: `${wrappers[name] ?? ''}${text}` };
    case 'silent':
      return { kind: 'error', durationMs: 50, exitCode: 0, text: '' };
    case 'spoilt':
      return { kind: 'error', durationMs: 50, exitCode: 0, text: '[nginx] WORD' };
    case 'skipped':
      return { kind: 'skipped', reason: 'not here' };
    default:
      throw new Error(`no outcome ${word}`);
  }
}

/** What these two put before what they pass on. */
const wrappers: Partial<Record<ProbeName, string>> = { ctr: 'ctr: ', runc: 'level=error msg=' };

const commandOf = (name: ProbeName, subject: Subject): string[] =>
  name === 'ctr'
    ? [
        'ctr',
        '-a',
        'SOCKET',
        '-n',
        'moby',
        'tasks',
        'exec',
        '--fifo-dir',
        '/x',
        '--exec-id',
        'exec-doctor-1',
        subject,
        '/bin/echo',
        'WORD',
      ]
    : name === 'nsenter'
      ? ['nsenter', '-t', '4242', '-m', '--', '/exec-doctor-WORD-cannot-exist']
      : [name, 'exec', subject, '/bin/echo', 'WORD'];

const targetOn = (runtime: RuntimeFamilyName, ready?: Target['node']['ready']): Target => ({
  namespace: 'default',
  pod: 'nginx1',
  podUID: '5096ac2b-fdba-4dce-ae2f-3c69ceb48b92',
  container: 'nginx',
  containerKind: 'regular',
  containerID: 'c'.repeat(64),
  runtime,
  image: 'lab/nginx:1',
  restartCount: 0,
  startedAt: '2026-03-01T03:00:00Z',
  node: {
    name: 'node1',
    ready: ready ?? {
      ...{ status: 'True', reason: 'KubeletReady', message: 'kubelet is posting ready status' },
      lastTransitionTime: null,
    },
    unschedulable: false,
    lease: { renewTime: '2026-03-01T03:12:41Z', ageSeconds: 4 },
    kubeletVersion: 'v1.20.2',
    runtimeVersion: `${runtime}://1.6`,
    osImage: 'Debian GNU/Linux 12 (bookworm)',
    kernelVersion: '6.1.0-28-amd64',
    operatingSystem: 'linux',
    architecture: 'amd64',
    address: '10.77.0.2',
  },
});

/**
 * The verdict in a line: status, the layer (`a of a|b`: with its candidates; `a|b`: candidates alone), scope, confidence.
 */
export function verdictLine({ status, layer, candidates, scope, confidence }: Verdict): string {
  const all = candidates.join('|');
  const where = layer && all !== layer ? `${layer} of ${all}` : all;
  return [status, where, scope ?? (status === 'healthy' ? '' : '?'), confidence].filter(Boolean).join(' ');
}

/** A test a row: what was observed, and the verdict that is right. */
export function verdicts(runtime: RuntimeFamilyName, rows: readonly (readonly [Situation, string])[]): void {
  for (const [situation, expected] of rows) {
    const told = JSON.stringify(situation).replaceAll('"', '');
    it(`${told} => ${expected}`, () =>
      expect(verdictLine(diagnose(observation(runtime, situation)).verdict)).toBe(expected));
  }
}
