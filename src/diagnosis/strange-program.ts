import type { Probe, ProbeName } from '../model/probe.ts';
import { isOk } from './break.ts';
import { columnOf } from './column.ts';
import type { Core } from './diagnose.ts';
import type { Location } from './locate.ts';
import type { Observation } from './observation.ts';

/** execve's own complaint about the harmless program: every layer has passed the request on, and the kernel refuses it. */
const refusal =
  /\/bin\/echo\\*[`"]?:? (?:\S[^\n]*: )?(exists but it is not executable|permission denied|operation not permitted|exec format error)/i;

/** What the kernel says of /bin/echo, which is there and is not executed; null where it was not asked, or runs. */
export const refusalOf = ({ outcome }: Pick<Probe, 'outcome'>): string | null =>
  outcome.kind === 'error' ? (refusal.exec(outcome.text)?.[1]?.toLowerCase() ?? null) : null;

/** Nothing in the container may be executed; so says the mount of its root file system. */
export const isRootNoexec = ({ evidence }: Pick<Observation, 'evidence'>): boolean =>
  evidence?.facts['target.noexec'] === 'yes';

/** How a program ended that is called /bin/echo and is none. */
interface Ending {
  readonly exitCode: number;
  readonly text: string;
}

/** What kubectl adds to the program's own words where it hears of an exit code other than 0. */
const kubectlsWord = /\s*command terminated with exit code \d+\s*$/;
/** What a client or a runtime says itself, and no program in a container. */
const runtimesWords = /OCI runtime|exec failed|rpc error|runc|crun|containerd|daemon|level=|^ctr: |^error: |server/im;
/** A client that ends so had no answer of its own from the runtime, or was refused. */
const runtimesCodes: readonly number[] = [126, 255];
const throughTheRuntime: readonly ProbeName[] = ['ctr', 'runc'];

/**
 * How /bin/echo itself ended, where it is not what it should be: it was started through every layer that was asked, and
 * ended everywhere with the same code and the same words, which are nobody else's. Null: there is no such thing.
 */
function strangeEnding({ probes }: Pick<Observation, 'probes'>): Ending | null {
  const endings = columnOf(probes, 'target').flatMap(({ name, outcome }) =>
    name === 'nsenter' || outcome.kind === 'skipped' ? [] : [{ name, ending: endingOf(outcome) }],
  );
  const [first] = endings;
  if (!first?.ending || endings.length < 2) return null;
  if (!endings.some(({ name }) => throughTheRuntime.includes(name))) return null;
  const { exitCode, text } = first.ending;
  // any client may fail with another code; that a program ended with it, only kubectl says
  if (exitCode !== 0 && !probes.some(isSaidByKubectl)) return null;
  const alike = endings.every(({ ending }) => ending?.exitCode === exitCode && ending.text === text);
  return alike ? first.ending : null;
}

const isSaidByKubectl = ({ name, subject, outcome }: Probe): boolean =>
  name === 'kubectl' && subject === 'target' && outcome.kind === 'error' && kubectlsWord.test(outcome.text);

function endingOf(outcome: Probe['outcome']): Ending | null {
  if (outcome.kind !== 'error' || outcome.exitCode === null || runtimesCodes.includes(outcome.exitCode)) return null;
  const text = outcome.text.replace(kubectlsWord, '').trim();
  return runtimesWords.test(text) ? null : { exitCode: outcome.exitCode, text };
}

/**
 * /bin/echo was started in the container, and sleeps there: what waits is no layer. Not where it is held up, by a freezer or
 * for want of a CPU; nor where it was started by another layer, and has ended.
 */
const isStartedAndSleeps = ({ evidence, probes }: Pick<Observation, 'evidence' | 'probes'>): boolean =>
  evidence?.facts['target.started'] === 'S' &&
  !columnOf(probes, 'target').some((probe) => probe.name !== 'nsenter' && isOk(probe));

/** Exec reaches the container, and what is asked for is what does not run there. */
export const isProgramsOwn = (observation: Observation): boolean =>
  columnOf(observation.probes, 'target').some((probe) => refusalOf(probe) !== null) ||
  strangeEnding(observation) !== null ||
  isStartedAndSleeps(observation);

/**
 * Every layer has passed the request on, and the program is refused by the kernel or is no echo: that is no fault of a
 * layer above. Whether anything else would run, only a root that may execute nothing tells. Null where exec breaks
 * otherwise.
 */
export function strangeProgram(observation: Observation, { at }: Location): Core | null {
  if (at.working !== null && at.working.name !== 'nsenter') return null;
  const says = refusalOf(at.failing);
  if (says !== null) return refused(observation, at.failing.name, says);
  if (at.failing.outcome.kind === 'hang') return isStartedAndSleeps(observation) ? endless(observation) : null;
  const ending = strangeEnding(observation);
  return ending && noEcho(observation, ending);
}

function refused(observation: Observation, asked: ProbeName, says: string): Core {
  const { container } = observation.target;
  const because = `${asked} came through to execve, which says of /bin/echo: ${says}.`;
  if (isRootNoexec(observation)) {
    return {
      status: 'fault',
      layer: 'container',
      candidates: ['container'],
      scope: 'container',
      confidence: 'high',
      summary: `Exec reaches container ${container}, and nothing in it may be executed: its root file system is mounted noexec.`,
      because: [because, 'The mount table of its first process has noexec at /.'],
    };
  }
  return open(
    `Exec reaches container ${container}, and /bin/echo may not be executed there: ${says}. Whether other programs may, was not tried.`,
    because,
  );
}

const noEcho = ({ target }: Observation, { exitCode, text }: Ending): Core =>
  open(
    `Exec reaches container ${target.container}, and what is called /bin/echo there does not do what echo does: it ends with exit code ${exitCode}${text === '' ? ', and prints nothing' : ''}. Whether other programs run, was not tried.`,
    `Through every layer it ends alike, with exit code ${exitCode} and ${text === '' ? 'no output' : `"${firstLineOf(text)}"`}: the layers work, and so tell what the program did.`,
  );

const endless = ({ target }: Observation): Core =>
  open(
    `Exec reaches container ${target.container}, and what is called /bin/echo there does not end. Whether other programs run, was not tried.`,
    'It was seen in the container, asleep, after the time to wait: every layer has started it.',
  );

const firstLineOf = (text: string): string => text.split('\n')[0] ?? '';

const open = (summary: string, because: string): Core => ({
  status: 'inconclusive',
  layer: null,
  candidates: ['container'],
  scope: null,
  confidence: 'low',
  summary,
  because: [because],
});
