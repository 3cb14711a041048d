import { isAnotherEcho } from '../../evidence/another-echo.ts';
import { errnoOfTarget, signalOfTarget } from '../../evidence/execve.ts';
import { columnOf, hasExistingControl, type Observation, probeOf, topOf } from '../../evidence/observation.ts';
import { describePassages } from '../../evidence/side-probes.ts';
import { isRootNoexec } from '../../knowledge/detectors/container.ts';
import { isOk, isSilent, type Outcome, type Probe, type ProbeName, type Subject } from '../../model/probe.ts';
import type { Location } from '../locate.ts';
import { reachesProgram } from '../program-output.ts';
import { refusalOf, withoutKubectlsLine } from '../speaker.ts';
import { killed, notStarted } from './not-started.ts';
import { type Core, inconclusive } from './rule.ts';

/** How a program ended that is called /bin/echo and is none. */
interface Ending {
  /** What it does, as a part of a sentence. */
  readonly how: string;
}

/**
 * How /bin/echo itself ended, where it is not what it should be: every layer that was asked has reached it. Null: there is no
 * such thing.
 */
function strangeEnding(observation: Observation): Ending | null {
  const outcome = reachesProgram(observation) ? topOf(observation)?.outcome : silentEnding(observation);
  return outcome?.kind === 'error' ? { how: describeEnding(outcome) } : null;
}

function describeEnding({ exitCode, text, endless }: Extract<Outcome, { kind: 'error' }>): string {
  if (endless) return 'it prints without an end';
  if (exitCode === null) return 'it had not ended when its client was ended';
  return `it ends with exit code ${exitCode}${withoutKubectlsLine(text) === '' ? ', and prints nothing' : ''}`;
}

const throughTheRuntime: readonly ProbeName[] = ['ctr', 'runc'];

/** Of one that ends well and prints nothing: through every layer alike, for what it printed may be lost on the way. */
function silentEnding(observation: Observation): Probe['outcome'] | null {
  const asked = askedOf(observation, 'target');
  if (asked.length < 2 || !asked.some(({ name }) => throughTheRuntime.includes(name))) return null;
  if (losesTheControls(observation)) return null;
  return asked.every(({ outcome }) => isSilent(outcome)) ? (asked[0]?.outcome ?? null) : null;
}

const askedOf = ({ probes }: Observation, subject: Subject): readonly Probe[] =>
  columnOf(probes, subject).filter(({ name, outcome }) => name !== 'nsenter' && outcome.kind !== 'skipped');

/** What the control's echo prints, which is ours, gets lost alike: by no doing of the target's. */
const losesTheControls = (observation: Observation): boolean =>
  !hasExistingControl(observation) &&
  askedOf(observation, 'control').some(({ name, outcome }) => throughTheRuntime.includes(name) && isSilent(outcome));

/**
 * /bin/echo was started in the container, and sleeps there: what waits is no layer. Not where it is held up, by a freezer or
 * for want of a CPU; nor where it was started by another layer, and has ended.
 */
const isStartedAndSleeps = ({ evidence, probes }: Pick<Observation, 'evidence' | 'probes'>): boolean =>
  evidence?.facts['target.started'] === 'S' &&
  !columnOf(probes, 'target').some((probe) => probe.name !== 'nsenter' && isOk(probe));

/** Exec reaches the container, and what is asked for is what does not run there. */
export const isProgramsOwn = (observation: Observation): boolean =>
  errnoOfTarget(observation.probes) !== null ||
  signalOfTarget(observation.probes) !== null ||
  columnOf(observation.probes, 'target').some((probe) => refusalOf(probe) !== null) ||
  strangeEnding(observation) !== null ||
  isStartedAndSleeps(observation);

/**
 * Every layer has passed the request on, and the program is refused by the kernel or is no echo: that is no fault of a
 * layer above. Whether anything else would run, only a root that may execute nothing tells. Null where exec breaks
 * otherwise.
 */
export function unusableProgram(observation: Observation, location: Location): Core | null {
  const { at } = location;
  const ofKernel = notStarted(observation, location) ?? killed(observation, location);
  if (ofKernel) return ofKernel;
  const ending = strangeEnding(observation);
  if (ending) return isAnotherEcho(observation) ? worksAllTheSame(observation) : noEcho(observation, location, ending);
  if (at.working !== null && at.working.name !== 'nsenter') return null;
  const says = refusalOf(at.failing);
  if (says !== null) return refused(observation, at.failing.name, says);
  return at.failing.outcome.kind === 'hang' && isStartedAndSleeps(observation) ? endless(observation) : null;
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
      confidenceReason: 'the kernel says so in its answer, and its mount table says why',
      summary: `Exec reaches container ${container}, and nothing in it may be executed: its root file system is mounted noexec.`,
      because: [because, 'The mount table of its first process has noexec at /.'],
    };
  }
  return inconclusive(
    ['container'],
    `Exec reaches container ${container}, and /bin/echo may not be executed there: ${says}. Whether other programs may, was not tried.`,
    [because],
  );
}

/** A program was started by every way, ended, and was heard; that it is no echo is nobody's fault. */
const worksAllTheSame = (observation: Observation): Core => ({
  ...{ status: 'healthy', layer: null, candidates: [], scope: null, confidence: 'medium' },
  confidenceReason: 'what is called /bin/echo there is none, so what it prints proves less than an echo',
  summary: `Exec works through every layer that was tested for container ${observation.target.container}; only what is called /bin/echo there is none.`,
  because: [
    'By every way the same program was started, ended with exit code 0, and was heard.',
    ...describePassages(observation),
  ],
});

function noEcho(observation: Observation, location: Location, { how }: Ending): Core {
  if (mayBeSpoiltAbove(observation, location)) return spoilt(observation, location);
  return inconclusive(
    ['container'],
    `Exec reaches container ${observation.target.container}, and what is called /bin/echo there does not do what echo does: ${how}. Whether other programs run, was not tried.`,
    [
      "Every layer reaches it: what it prints are its own words, whatever they say, and no layer's.",
      ...describePassages(observation),
    ],
  );
}

/** A way from further down brings the word, and no control was heard by this one. */
const mayBeSpoiltAbove = (observation: Observation, { at: { failing, working } }: Location): boolean =>
  working !== null &&
  working.name !== 'nsenter' &&
  failing.outcome.kind === 'error' &&
  failing.outcome.exitCode === 0 &&
  !isOk(probeOf(observation, 'control', failing.name));

const spoilt = (observation: Observation, { at: { failing }, suspects, because }: Location): Core =>
  inconclusive(
    suspects.includes('container') ? suspects : [...suspects, 'container'],
    `${failing.name} ends well for container ${observation.target.container}, and does not bring what echo prints: the output is changed on the way, or the /bin/echo there tells its callers apart.`,
    because,
  );

const endless = ({ target }: Observation): Core =>
  inconclusive(
    ['container'],
    `Exec reaches container ${target.container}, and what is called /bin/echo there does not end. Whether other programs run, was not tried.`,
    ['It was seen in the container, asleep, after the time to wait: every layer has started it.'],
  );
