import { errnoOf, errnoOfTarget, plainly, signalOf, signalOfTarget } from '../evidence/execve.ts';
import { columnOf, execWorks, hasExistingControl, type Observation, topOf } from '../evidence/observation.ts';
import { passageOf } from '../evidence/side-probes.ts';
import { isOk, type Outcome, type Probe, type Subject, subjects } from '../model/probe.ts';
import type { CrossCheck } from '../model/report.ts';
import { withoutChosenNames } from './chosen-names.ts';
import { withoutEndedClients } from './ended-clients.ts';
import { mayBeFullUnder } from './node-full.ts';
import { isRefusedByAll, kubectlsLine, type Speaker, speakerOf, withoutKubectlsLine } from './speaker.ts';
import { withoutStaleComplaints } from './stale-complaint.ts';
import { isOfRunc, saysRuncBrokeOff } from './words-of-runc.ts';

/** What stands for the words of a program. */
const itsWords = '(words of the program in the container)';

/**
 * What was observed, without the words of the program that was to be /bin/echo: they may be those of any layer. Where it is
 * certain that the program was reached, a layer by which it was has done its part, and counts as working. But where the
 * topmost has reached it, its failure stays: then it is the program that is to be told of. And where exec works nothing has to be
 * excused, so that no failure is told as a success.
 */
export function withoutProgramOutput(observed: Observation): Observation {
  const observation = withoutEndedClients(withoutStaleComplaints(withoutChosenNames(observed)));
  const of = { target: speakersOf(observation, 'target'), control: speakersOf(observation, 'control') };
  // one that failed at first acquits nobody
  const works = execWorks(observation) && topOf(observation)?.flaky === false;
  const keepsFailing = works || reachesProgram(observation);
  const isNotRun = errnoOfTarget(observation.probes) !== null || signalOfTarget(observation.probes) !== null;
  const without = (probe: Probe, mayCount: boolean): Probe => {
    // nothing of a program was heard: not a word, or none but execve's
    const unheard = isNotRun && probe.subject === 'target' ? asNotRun(probe) : null;
    if (unheard) return unheard;
    const { speaker, isReached } = of[probe.subject];
    const who = speaker(probe);
    if (who === 'nobody') return { ...probe, outcome: silenced(probe.outcome) };
    if (who !== 'program') return probe;
    return { ...probe, outcome: isReached && mayCount ? cameThrough(probe.outcome) : silenced(probe.outcome) };
  };
  const again = (probe: Probe): Probe => without(probe, !(keepsFailing && probe.subject === 'target'));
  const beside = (probe: Probe): Probe => without(probe, !works);
  const withFirst = (before: Probe, probe: Probe): Probe => {
    const { atFirst } = before;
    if (!atFirst) return probe;
    const who = speakerOf({ ...before, outcome: atFirst }, observation.target.runtime);
    return who === 'program' || who === 'nobody' ? { ...probe, atFirst: silenced(atFirst) } : probe;
  };
  return {
    ...observation,
    probes: observation.probes.map((probe) =>
      withFirst(probe, inItsOwnWords(without(probe, !(keepsFailing && probe.subject === 'target')), observation)),
    ),
    terminals: observation.terminals.map(beside),
    streams: observation.streams.map(beside),
    crossChecks: observation.crossChecks.map((check) =>
      mayBeAProgram(check)
        ? { ...check, outcome: (check.name === 'exec' ? again : beside)(asProbe(check)).outcome }
        : check,
    ),
  };
}

/** With no words but execve's own, or none; null where it ended otherwise. */
function asNotRun(probe: Probe): Probe | null {
  const { outcome } = probe;
  const errno = errnoOf(probe);
  if (outcome.kind !== 'error' || (errno === null && signalOf(probe) === null)) return null;
  const words = errno === null ? '' : plainly(errno);
  return { ...probe, outcome: { ...outcome, text: [words, kubectlsLine(outcome.text)].filter(Boolean).join('\n') } };
}

/** Did the topmost layer that was asked reach the program, which then failed by itself? */
export function reachesProgram(observation: Observation): boolean {
  const top = topOf(observation);
  const { speaker, isReached } = speakersOf(observation, 'target');
  return top !== undefined && isReached && speaker(top) === 'program';
}

/**
 * Where a layer fails with nothing to run, too, what it says then is certainly its own; and kubectl hands on what it says, where
 * its words are either's.
 */
function inItsOwnWords(probe: Probe, observation: Observation): Probe {
  const { outcome, name, subject } = probe;
  if (outcome.kind !== 'error' || subject !== 'target') return probe;
  const bare = passageOf(observation, name)?.outcome;
  if (bare?.kind === 'error') return { ...probe, outcome: { ...bare, durationMs: outcome.durationMs } };
  if (name !== 'kubectl' || speakerOf(probe, observation.target.runtime) !== 'either') return probe;
  const failed = observation.passages.find((passage) => passage.outcome.kind === 'error')?.outcome;
  if (failed?.kind !== 'error') return probe;
  return { ...probe, outcome: { ...outcome, text: `${failed.text}\n${kubectlsLine(outcome.text)}`.trim() } };
}

/** Who speaks in what the probes of one subject printed, and whether it is certain that a program was reached and failed. */
interface Speakers {
  readonly speaker: (probe: Probe) => Speaker;
  readonly isReached: boolean;
}

/**
 * Certain it is by kubectl, which tells how a program has ended, by a layer that fails only where there is something to run,
 * or by two that end alike: a client alone may be a broken one. Then the program is believed nothing: what might be its words
 * is.
 */
function speakersOf(observation: Observation, subject: Subject): Speakers {
  const { target, probes, terminals, streams, crossChecks } = observation;
  const column = columnOf(probes, subject);
  const isOthersToo = controlMeetsIt(observation);
  const byPassage = (probe: Probe): Speaker | null => {
    const bare = column.includes(probe) && subject === 'target' ? passageOf(observation, probe.name) : undefined;
    if (!bare || probe.outcome.kind !== 'error' || isRefusedByAll(column)) return null;
    // where the node has no room for a process to be started, that is no program's
    if (!isOk(bare) || mayBeFullUnder(observation, probe)) return 'layers';
    return isOthersToo || (saysRuncBrokeOff(probe) && speakerOf(probe, target.runtime) === 'either') ? null : 'program';
  };
  const alone = (probe: Probe): Speaker => {
    const speaker = speakerOf(probe, target.runtime);
    if (speaker === 'program' && isSpoiltOnTheWay(observation, probe)) return 'either';
    return byPassage(probe) ?? (terminals.includes(probe) ? withTerminal(probe, speaker) : speaker);
  };
  const all = [
    ...column,
    ...columnOf([...terminals, ...streams], subject),
    ...(subject === 'target' ? crossChecks.filter(mayBeAProgram).map(asProbe) : []),
  ];
  const maySpeak = (probe: Probe): boolean => alone(probe) !== 'layers';
  const isReached =
    all.some((probe) => probe.name === 'kubectl' && alone(probe) === 'program') ||
    column.some((probe) => byPassage(probe) === 'program') ||
    (target.runtime !== 'cri-o' && endAlike(column.filter(maySpeak)));
  return { speaker: (probe) => (isReached && maySpeak(probe) ? 'program' : alone(probe)), isReached };
}

/** The control has met a runc that failed, or failed at first, and its program is ours: what it met may have passed the next time. */
const controlMeetsIt = ({ probes, terminals }: Observation): boolean =>
  columnOf([...probes, ...terminals], 'control').some(
    (probe) => (probe.flaky && probe.name !== 'kubectl' && probe.name !== 'nsenter') || isOfRunc(probe),
  );

/**
 * The control's echo, which is ours and was heard by a way from further down, ends like that through this layer, too: it was the
 * layer that changed what it printed.
 */
function isSpoiltOnTheWay(observation: Observation, { name, outcome }: Probe): boolean {
  if (hasExistingControl(observation)) return false;
  const column = columnOf(observation.probes, 'control');
  const asked = column.find((probe) => probe.name === name);
  const below = asked ? column.slice(column.indexOf(asked) + 1) : [];
  return (
    asked?.outcome.kind === 'error' &&
    outcome.kind === 'error' &&
    asked.outcome.exitCode === outcome.exitCode &&
    below.some((probe) => probe.name !== 'nsenter' && probe.outcome.kind === 'ok' && probe.outcome.method === 'echo')
  );
}

/**
 * What gives ctr and runc a terminal ends well however they end. With one it is the API client that asks in kubectl's place:
 * without an exit code it brought a status of the API server's.
 */
function withTerminal({ name, outcome }: Probe, speaker: Speaker): Speaker {
  if (name === 'kubectl') return speaker === 'nobody' ? 'layers' : speaker;
  return outcome.kind === 'error' && outcome.exitCode === 0 && speaker === 'program' ? 'either' : speaker;
}

/** Codes that every client may end with and say nothing. */
const usual: readonly (number | null)[] = [0, 1, 255, null];

/** No layer hands on the words and the code of another as they are, but for a dockershim those of dockerd, and CRI-O those of runc. */
function endAlike(probes: readonly Probe[]): boolean {
  const endings = probes.flatMap(({ name, outcome }) =>
    outcome.kind === 'error' ? [{ name, ...endingOf(outcome) }] : [],
  );
  const ofRuntime = endings.filter(
    ({ name, code, words }) => (name === 'ctr' || name === 'runc') && (words !== '' || !usual.includes(code)),
  );
  return ofRuntime.some(({ name, code, words }) =>
    endings.some((other) => other.name !== name && other.code === code && other.words === words),
  );
}

const endingOf = ({ exitCode, text }: Extract<Outcome, { kind: 'error' }>) => ({
  code: exitCode,
  words: withoutKubectlsLine(text),
});

/** To read a log starts no program; and without an exit code a WebSocket brought a status of the API server's. */
const mayBeAProgram = ({ name, outcome }: CrossCheck): boolean =>
  name !== 'log' &&
  name !== 'missing-path' &&
  (outcome.kind !== 'error' || outcome.exitCode !== null || outcome.endless === true);

/** By whichever client, it is the same way. */
const asProbe = ({ name, outcome }: CrossCheck): Probe => ({
  name: name === 'crictl-stream' ? 'crictl' : 'kubectl',
  ...{ subject: subjects[0], command: [], outcome, flaky: false },
});

const cameThrough = (outcome: Outcome): Outcome =>
  outcome.kind === 'error' ? { kind: 'ok', durationMs: outcome.durationMs, method: 'echo' } : outcome;

function silenced(outcome: Outcome): Outcome {
  if (outcome.kind !== 'error' || endingOf(outcome).words === '') return outcome;
  return { ...outcome, text: [itsWords, kubectlsLine(outcome.text)].filter(Boolean).join('\n') };
}
