import { isDeepStrictEqual } from 'node:util';
import { entryOf } from '../../knowledge/index.ts';
import { cleanLine } from '../../model/clean-text.ts';
import type { Code } from '../../model/code.ts';
import { nameOr } from '../../model/name-grammar.ts';
import { isFailing, type Subject } from '../../model/probe.ts';
import type { Report } from '../../model/report.ts';
import { onClient, type Step, toRead } from '../../model/step.ts';
import type { Avoidance, Finding, Remedy, Verdict } from '../../model/verdict.ts';
import { doubtLabel, probeLabel, rankedLines, scopeSentence } from '../labels.ts';
import { seconds } from '../outcome-text.ts';
import { accessWarning } from '../table/header.ts';
import { readiness, servesWell } from '../table/readiness.ts';
import { losses, ownerWords } from '../table/summary-block.ts';
import { minuteOf, utc } from '../timestamps.ts';
import { standsStill, whatIsWrong, whomItAffects } from './headline.ts';

/** What somebody who was woken needs of a report, in the order in which it is needed; each format draws it in its own way. */
export interface ShortForm {
  readonly status: Verdict['status'];
  readonly who: string;
  /** The rest of its line. */
  readonly what: string;
  readonly facts: readonly Fact[];
  readonly avoid: readonly Avoidance[];
  readonly steps: readonly LabelledStep[];
  readonly hints: readonly Fact[];
  /** When, where and how long. */
  readonly run: string;
}

export interface Fact {
  readonly label: string;
  readonly text: string;
  /** Where there is no room for all, those with the highest go first; 0: it stays. */
  readonly rank: number;
}

/** `SHELL`: the way in meanwhile; `FIX`: what repairs it; `LOOK`: what finds out more; `DO`: words; `NEXT`: the next run. */
export interface LabelledStep {
  readonly label: 'SHELL' | 'FIX' | 'LOOK' | 'DO' | 'NEXT';
  readonly step: Step;
  readonly rank: number;
}

/** The short form of a report. */
export function shortForm(report: Report): ShortForm {
  const { verdict } = report;
  const still = standsStill(report);
  return {
    // a green sign would stand above the worst news
    status: still === null ? verdict.status : 'degraded',
    who: whomItAffects(report),
    what: whatIsWrong(report),
    facts: [...(report.fromFile ? [fromFile] : []), ...factsOf(report)].filter(
      ({ label, text }) => text !== '' || label === 'likely' || label === 'unlikely',
    ),
    avoid: verdict.avoid,
    steps: verdict.status === 'healthy' && still === null ? watching(report) : stepsOf(verdict),
    hints: hintsOf(report).filter(({ text }) => text !== ''),
    run: runOf(report),
  };
}

/** A file can be made by anybody. */
const fromFile: Fact = { label: 'from', text: 'a file, not from your cluster', rank: 0 };

function factsOf(report: Report): Fact[] {
  const { verdict, breaksNext } = report;
  const { likely, unlikely } = rankedLines(verdict);
  return [
    ...causeOf(report),
    { label: 'confidence', text: doubtOf(verdict), rank: 0 },
    { label: 'also broken', text: verdict.besides ?? '', rank: 1 },
    { label: 'debug pod', text: notStarted(report.transport), rank: 1 },
    ...listed('likely', likely, 0),
    ...listed('unlikely', unlikely, 5),
    { label: 'affected', text: affected(report), rank: 1 },
    { label: 'restarts', text: breaksNext.slice(0, 1).map(probeLabel).join(), rank: 3 },
    { label: 'since', text: sinceOf(report), rank: 6 },
    { label: 'also seen', text: alsoSeen(report), rank: 3 },
    { label: 'owner', text: verdict.owner === null ? '' : ownerWords[verdict.owner], rank: 7 },
    { label: 'stacks', text: report.stacks === null ? '' : 'kubectl exec-doctor show --details', rank: 8 },
  ];
}

/** One is told beside the label; of several each has a line. */
/** Why the node could not be examined, in the words that there are. */
const notStarted = (transport: Report['transport']): string =>
  transport.kind !== 'pod' || transport.failure === null
    ? ''
    : `it did not start${saysNothing.includes(transport.failure) ? ', and no event says why' : ` (${transport.failure})`}`;

/** Of a start failure that has no words. */
const saysNothing = ['', 'silent'];

const listed = (label: string, texts: readonly string[], rank: number): Fact[] =>
  texts.length > 1
    ? [{ label, text: '', rank }, ...texts.map((text) => ({ label: '', text, rank }))]
    : texts.map((text) => ({ label, text, rank }));

/** The fact that shows it or, where a layer's words do, these. */
function causeOf({ verdict, findings }: Report): Fact[] {
  const { cause, confidence, status } = verdict;
  const still = standsStill({ verdict, findings });
  if (still !== null) return [{ label: `warning[${still.code}]`, text: still.summary, rank: 0 }];
  if (cause === null) return [];
  const word = confidence === 'low' ? 'possibly' : status === 'degraded' ? 'warning' : 'cause';
  const finding = findings.find(({ code }) => code === cause);
  return [{ label: `${word}[${cause}]`, text: whatShowsIt(cause, confidence === 'low', finding), rank: 0 }];
}

function whatShowsIt(cause: Code, isDoubtful: boolean, finding: Finding | undefined): string {
  const { title } = entryOf(cause);
  const [words = title] = finding?.by === 'text' ? finding.evidence : [finding?.summary ?? title];
  return isDoubtful && finding?.by === 'text' ? `${title}; ${words}` : cleanLine(words);
}

const doubtOf = (verdict: Verdict): string => {
  const reason = doubtLabel(verdict);
  return reason === null ? '' : `${verdict.confidence}: ${reason}`;
};

function affected(report: Report): string {
  const { verdict, breaksNext, probes, target } = report;
  const sentence =
    verdict.status === 'fault' && verdict.scope === null && fails(probes, 'control')
      ? notAlone
      : scopeSentence(verdict);
  const serving = verdict.status === 'fault' || verdict.status === 'degraded' ? readiness(report) : '';
  // below the name of a node nobody knows what "it" is
  const isOfMore = verdict.scope === 'node' || verdict.scope === 'cluster';
  const named = isOfMore && target.pod !== '' ? serving.replace(/^it(?= )/, () => target.pod) : serving;
  // a fix that ends what serves has no hurry, unless the kubelet ends it first
  const mayWait = serving === servesWell && isEnding(verdict) && breaksNext.length === 0;
  return [sentence, serving === '' ? '' : `Serving: ${named}${mayWait ? ', so the fix can wait' : ''}.`]
    .filter(Boolean)
    .join(' ');
}

const notAlone = 'Not this container alone, because the control fails as well; who else is not known.';

const fails = (probes: Report['probes'], subject: Subject): boolean =>
  probes.some((probe) => probe.subject === subject && isFailing(probe));

/** Its remedy ends containers. */
const isEnding = ({ remedy }: Verdict): boolean =>
  remedy !== null && (remedy.ends === 'container' || remedy.ends === 'pod' || remedy.ends === 'containers-of-node');

function sinceOf({ since, startedAt }: Report): string {
  const known = since?.atTheLatest ?? since?.notBefore;
  if (!known) return '';
  const words = since?.atTheLatest ? '' : 'some time after ';
  return `${words}${minuteOf(known.at, startedAt)}: ${known.restsOn}`;
}

/** What the report begins with. */
const leading = (report: Report): Code | null => report.verdict.cause ?? standsStill(report)?.code ?? null;

/** The first in a sentence, the others by their codes. */
function alsoSeen(report: Report): string {
  const { verdict, findings } = report;
  const { status } = verdict;
  const cause = leading(report);
  // of a debug pod that did not start the report says so itself
  const others =
    status === 'fault' ? [] : findings.filter(({ code }) => code !== cause && !code.startsWith('debug-pod-'));
  const [first] = others;
  if (!first) return '';
  const more = new Set(others.map(({ code }) => code));
  more.delete(first.code);
  return [`${first.code} (${first.summary.replace(/\.$/, '')})`, ...more].join(', ');
}

/**
 * The way in, what looks, what repairs, and what that loses; the first step where nothing is known to repair it. A look comes before what is
 * no command, has a condition or ends something.
 */
function stepsOf({ status, wayIn, noWayIn, nextSteps, remedy }: Verdict): LabelledStep[] {
  const [first] = nextSteps;
  const shell = wayIn ?? (noWayIn === null ? null : toRead(noWayIn));
  const look = nextSteps.find(({ command, action }) => command !== null && action === null);
  const isPlain =
    remedy !== null && remedy.step.command !== null && remedy.step.given === '' && remedy.ends === 'nothing';
  const before = remedy === null ? first : isPlain && !isDeepStrictEqual(first, look) ? undefined : look;
  return [
    ...(shell === null ? [] : [{ label: 'SHELL' as const, step: shell, rank: wayIn === null ? 7 : 2 }]),
    ...(before === undefined ? [] : [{ label: labelOf(before, status), step: before, rank: rankOfLook(remedy) }]),
    ...alsoNext(status, nextSteps),
    ...wordsAfter(remedy, before, nextSteps),
    ...(remedy === null ? [] : [{ label: 'FIX' as const, step: losing(remedy), rank: 0 }]),
  ];
}

/** Beside a command that repairs it a look is only wise; words ask for one. */
function rankOfLook(remedy: Remedy | null): number {
  if (remedy === null) return 0;
  return remedy.step.command === null ? 1 : 5;
}

/** Where nothing is decided, what looks from another side. */
const alsoNext = (status: Verdict['status'], [first, second]: readonly Step[]): LabelledStep[] =>
  status === 'inconclusive' && first && second && first.command !== null && second.command !== null
    ? [{ label: 'NEXT', step: second, rank: 4 }]
    : [];

/** Where nothing is known to repair it, what is to be done after the look. */
function wordsAfter(remedy: Remedy | null, look: Step | undefined, steps: readonly Step[]): LabelledStep[] {
  const words = steps.findLast(({ command, applies }) => command === null && applies !== 'no');
  return remedy === null && words !== undefined && words !== look ? [{ label: 'DO', step: words, rank: 1 }] : [];
}

/** With what goes with it, before the command. */
function losing({ step, destroys }: Remedy): Step {
  const lost = losses(destroys.filter(({ saved }) => !saved));
  return lost === '' ? step : { ...step, note: [step.note, `Loses ${lost}`].filter(Boolean).join('. ') };
}

/** What works now may fail at times; where it was asked again and again that is known. */
function watching({ target: { namespace, pod }, repeats, fromFile: isFile }: Report): LabelledStep[] {
  if (pod === '' || repeats.length > 0 || isFile) return [];
  const command = `kubectl exec-doctor -n ${nameOr('NAMESPACE', 'namespace', namespace)} ${nameOr('POD', 'pod', pod)} --watch=10m`;
  return [{ label: 'NEXT', step: onClient(command, { note: 'where it fails only now and then' }), rank: 3 }];
}

function labelOf({ command }: Step, status: Verdict['status']): LabelledStep['label'] {
  if (status === 'inconclusive') return 'NEXT';
  return command === null ? 'DO' : 'LOOK';
}

function hintsOf(report: Report): Fact[] {
  const { leftBehind, transport, verdict, fromFile: isFile } = report;
  const isKept = !isFile && transport.kind !== 'local' && transport.kind !== 'records';
  const details = isKept ? 'kubectl exec-doctor show --details' : 'the same with --details';
  const cause = leading(report);
  const explain = cause === null ? '' : ` | explain ${cause}`;
  const left = leftBehind.length === 1 ? '1 thing' : `${leftBehind.length} things`;
  return [
    { label: 'not tested', text: verdict.notTested.join('; '), rank: 10 },
    { label: 'debug pod', text: accessTo(transport), rank: 8 },
    {
      label: 'left behind by this run',
      text: leftBehind.length === 0 ? '' : `${left}: ${isKept ? 'kubectl exec-doctor show --leftovers' : details}`,
      rank: 3,
    },
    { label: 'more', text: `${details}${explain}`, rank: 3 },
  ];
}

/** Security teams ask for it; a namespace of its own is the answer. */
const accessTo = (transport: Report['transport']): string =>
  transport.kind === 'pod' && transport.failure === null && !transport.ownNamespace
    ? `nothing to do now; it was in ${transport.namespace}: ${accessWarning}`
    : '';

function runOf({ startedAt, durationMs, context, transport, target }: Report): string {
  return [
    `${utc(startedAt)}${durationMs === 0 ? '' : `, ${seconds(durationMs)}`}`,
    transport.kind === 'local' || context === null ? '' : `context ${context}`,
    `node ${target.node.name}`,
  ]
    .filter(Boolean)
    .join(', ');
}
