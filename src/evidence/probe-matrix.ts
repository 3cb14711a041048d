import { limits } from '../limits.ts';
import { besideWord } from '../model/beside-word.ts';
import { clean } from '../model/clean-text.ts';
import { least } from '../model/extremes.ts';
import {
  type Outcome,
  opinions,
  type Probe,
  type ProbeName,
  probeNames,
  type Subject,
  subjects,
} from '../model/probe.ts';
import type { CrossCheck, SecondOpinion } from '../model/report.ts';
import type { RuntimeFamily } from '../model/runtime-family.ts';
import type { Evidence } from '../records/evidence.ts';
import type { RecordOf } from '../records/record.ts';

type Answer = RecordOf<'probe'>;

/**
 * Each probe of the family, target and control, from the top to the bottom. A probe of which nothing is known is
 * skipped for `otherwise`, unless the script came to its end without it.
 */
export function matrixOf(
  family: RuntimeFamily,
  evidence: Evidence | null,
  kubectl: readonly Probe[],
  otherwise: string,
): readonly Probe[] {
  return family.probes.flatMap((name) =>
    subjects.map((subject): Probe => {
      const known = name === 'kubectl' ? kubectl.find((probe) => probe.subject === subject) : undefined;
      return known ?? nodeProbe(name, subject, evidence, otherwise);
    }),
  );
}

function nodeProbe(name: ProbeName, subject: Subject, evidence: Evidence | null, otherwise: string): Probe {
  const answers = answersOf(evidence, name, subject);
  const last = answers.findLast((answer) => !lostByCtr(answer)) ?? answers.at(-1);
  const skip = evidence?.skips.find((row) => row.layer === name && row.subject === subject);
  if (!evidence || !last) {
    const reason = skip ? skipReason(skip.why) : evidence?.complete ? 'not probed in this run' : otherwise;
    return { name, subject, command: [], outcome: { kind: 'skipped', reason }, flaky: false };
  }
  const outcome = atBest(confirmed(unlessOurs(outcomeOf(last), evidence), answers), answers);
  const failed = answers.filter((answer) => outcomeOf(answer).kind !== 'ok' && !lostByCtr(answer));
  const flaky = outcome.kind === 'ok' && failed.length > 0;
  const [atFirst] = flaky ? failed.map((answer) => unlessOurs(outcomeOf(answer), evidence)) : [];
  return { name, subject, command: last.command, outcome, flaky, ...(atFirst && { atFirst }) };
}

const answersOf = (evidence: Evidence | null, name: ProbeName, subject: Answer['subject']) =>
  inOrder(evidence?.probes ?? [], name, subject);

const inOrder = <Row extends Answer | RecordOf<'terminal'> | RecordOf<'stream'>>(
  rows: readonly Row[],
  name: ProbeName,
  subject: Answer['subject'],
): readonly Row[] =>
  rows.filter((row) => row.layer === name && row.subject === subject).toSorted((a, b) => a.attempt - b.attempt);

/** Of one exec alone. */
export function outcomeOf(answer: Omit<Answer, 'r'>): Outcome {
  const { end, seen, code, method, ms, err, out } = answer;
  if (end === 'timeout') return { kind: 'hang', durationMs: ms, ...(hasWord(answer) && { answered: true }) };
  if (seen && method === 'missing-path') return { kind: 'ok', durationMs: ms, method };
  if (seen && code === 0)
    return { kind: 'ok', durationMs: ms, method, ...besideWord(out, answer.command.at(-1) ?? '') };
  return { kind: 'error', durationMs: ms, exitCode: code, text: clean([err, out].filter(Boolean).join('\n')).trim() };
}

/** The script looks for the word where a client has ended. */
const hasWord = ({ method, command, out }: Omit<Answer, 'r'>): boolean => {
  const word = command.at(-1) ?? '';
  return method === 'echo' && word !== '' && out.split(/\r?\n/).includes(word);
};

/** A client that its daemon does not understand: the node itself uses another one, so this says nothing of the daemon. */
const isStranger = ({ text, exitCode }: Extract<Outcome, { kind: 'error' }>): boolean =>
  exitCode === 1 &&
  /^ctr: .*unknown service runtime\.v1|client version \S+ is too (new|old)|client is newer than server/m.test(text);

/** Of the target, at each layer that was asked for a path that cannot exist, because its echo failed or hung there. */
export function passagesOf(evidence: Evidence | null, crossChecks: readonly CrossCheck[]): readonly Probe[] {
  const ofTarget = { subject: 'target', flaky: false } as const;
  const throughApiServer = crossChecks.filter(({ name }) => name === 'missing-path');
  return [
    ...throughApiServer.map(({ outcome }): Probe => ({ ...ofTarget, name: 'kubectl', command: [], outcome })),
    ...(evidence?.passages ?? []).flatMap((row): Probe[] =>
      evidence && row.subject === 'target'
        ? [{ ...ofTarget, name: row.layer, command: row.command, outcome: unlessOurs(outcomeOf(row), evidence) }]
        : [],
    ),
  ];
}

/** What was asked with a terminal, on the node and through the API server, from the top to the bottom. */
export function terminalsOf(evidence: Evidence | null, kubectl: readonly Probe[]): readonly Probe[] {
  return evidence ? [...kubectl, ...askedBeside(evidence, evidence.terminals)] : kubectl;
}

/** What was asked through the CRI's stream server, target and control. */
export const streamsOf = (evidence: Evidence | null): readonly Probe[] =>
  evidence ? askedBeside(evidence, evidence.streams) : [];

/** Probes beside the matrix, from the top to the bottom; what was not asked is not among them. */
const askedBeside = (
  evidence: Evidence,
  rows: readonly (RecordOf<'terminal'> | RecordOf<'stream'>)[],
): readonly Probe[] =>
  probeNames.flatMap((name) =>
    subjects.flatMap((subject): Probe[] => {
      const answers = inOrder(rows, name, subject);
      const last = answers.at(-1);
      if (!last) return [];
      const outcome = confirmed(unlessOurs(outcomeOf(last), evidence), answers);
      const flaky = outcome.kind === 'ok' && answers.length > 1;
      const [atFirst] = flaky ? answers.map(outcomeOf).filter(({ kind }) => kind !== 'ok') : [];
      return [{ name, subject, command: last.command, outcome, flaky, ...(atFirst && { atFirst }) }];
    }),
  );

/** Who was asked first may have paid for cold caches: of several answers the quickest counts. */
function atBest(outcome: Outcome, answers: readonly Answer[]): Outcome {
  if (outcome.kind !== 'ok') return outcome;
  const times = answers.flatMap((answer) => (outcomeOf(answer).kind === 'ok' ? [answer.ms] : []));
  return { ...outcome, durationMs: least([outcome.durationMs, ...times]) };
}

/** An error counts only if it repeats. */
function confirmed(outcome: Outcome, answers: readonly Pick<Answer, 'attempt'>[]): Outcome {
  if (outcome.kind !== 'error' || new Set(answers.map(({ attempt }) => attempt)).size > 1) return outcome;
  return { kind: 'skipped', reason: 'failed once, and was not tried again in time' };
}

/** An error that is ours: our own memory limit ended the client, or it is not the one that the node itself uses. */
function unlessOurs(outcome: Outcome, { facts }: Evidence): Outcome {
  if (outcome.kind !== 'error') return outcome;
  if (outcome.exitCode === 137 && Number(facts['own.oomKills'] || 0) > 0) {
    return { kind: 'skipped', reason: 'own limit: the debug pod ran out of memory' };
  }
  return isStranger(outcome)
    ? { kind: 'skipped', reason: 'this client and its daemon speak different versions' }
    : outcome;
}

/** The probes of containers of other pods; empty where none was asked. */
export function secondOpinionsOf(evidence: Evidence | null): readonly SecondOpinion[] {
  if (!evidence) return [];
  return opinions.flatMap((who) => {
    const asked = probeNames.filter((name) => answersOf(evidence, name, who).length > 0);
    if (asked.length === 0) return [];
    const fact = (name: 'id' | 'born' | 'label') => evidence.facts[`${who}.${name}`] ?? '';
    return [
      {
        containerID: fact('id'),
        startedSecondsAgo: secondsAgo(evidence.uptimeMs, fact('born')),
        label: fact('label'),
        probes: asked.flatMap((name) => {
          const last = answersOf(evidence, name, who).at(-1);
          return last ? [{ name, command: last.command, outcome: unlessOurs(outcomeOf(last), evidence) }] : [];
        }),
      },
    ];
  });
}

/** @param born clock ticks after the node's start */
export const secondsAgo = (uptimeMs: number | null, born: string): number | null =>
  uptimeMs === null || born === ''
    ? null
    : Math.max(0, Math.round((uptimeMs - Number(born) * limits.msPerTick) / 1000));

/**
 * ctr ends well, and what the command printed does not arrive: now and then its copying of the output ends before the
 * first byte has come. That is ctr's own; the kubelet and dockerd do not go by it. Counts only where it stays so.
 */
export const lostByCtr = ({ layer, end, code, seen }: RecordOf<'probe'>): boolean =>
  layer === 'ctr' && end === 'exited' && code === 0 && !seen;

const reasons: Readonly<Record<string, string>> = {
  'no-program': 'the node has no such client where clients are looked for',
  'no-process': "the container's first process was not found",
  'no-state': "no runtime root on the node holds this container's state",
  'no-endpoint': 'the socket at which the kubelet reaches the runtime (CRI) was not found',
  'no-address': "containerd's socket and namespace were not found",
  'vm-runtime': 'the container is in a virtual machine or a sandbox, which this does not reach into',
  deadline: "the run's time was over",
  'control-ended': 'the debug pod had ended before it was probed',
  'existing-control': "the control is a container of somebody else's, and was probed on the node only",
  'no-cluster': 'the API server was not contacted',
  frozen: 'the container is frozen: what is executed in it would hang and could not be ended',
  memory: 'the container is close to a memory limit: an exec might get it killed, or hang',
  'stuck-init': 'a runc init in uninterruptible sleep is already inside the container',
  'runc-hangs': 'runc hangs on the control already: it would add nothing and leave one more stuck process',
  'not-told': 'the script on the node was cut off before it reported whether anything speaks against it',
  'others-hang': 'exec into others on this node hangs: one more would be queued up behind them',
  'old-execs': 'two earlier execs of this tool still hang in the container',
};

/** The sentence for the word with which the node script skips a probe. */
export const skipReason = (word: string): string => reasons[word] ?? word;
