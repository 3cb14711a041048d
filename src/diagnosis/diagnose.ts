import { toRead } from '../model/step.ts';
import type { Finding, Verdict } from '../model/verdict.ts';
import { signatureOf } from '../signatures/catalogue.ts';
import { accusation } from './verdicts/fault.ts';
import { allWorks } from './verdicts/healthy.ts';
import { whatToAvoid } from './avoid.ts';
import { causeOf, plainHang } from './cause.ts';
import { comesAndGoes } from './verdicts/intermittent.ts';
import { endedVerdict } from './verdicts/ended.ts';
import { findings } from './findings.ts';
import { guardVerdict } from './verdicts/guard.ts';
import { heard } from './heard.ts';
import { locate } from './locate.ts';
import { nextSteps } from './next-steps.ts';
import { notTested } from './not-tested.ts';
import type { Observation } from './observation.ts';
import { ownerOf } from './owner.ts';
import { onlyWithProgram, startedBelow } from './passage.ts';
import { remedyOf, soundRemedy } from './remedy.ts';
import { secondFault } from './second-fault.ts';
import { slowNode } from './verdicts/slow.ts';
import { strangeProgram } from './verdicts/unusable-program.ts';
import { noWayIn, wayIn } from './way-in.ts';
import { terminalVerdict } from './verdicts/terminal.ts';
import { wordsAgainstMatrix } from './verdicts/conflicting-error.ts';

export interface Diagnosis {
  readonly verdict: Verdict;
  readonly findings: readonly Finding[];
}

/** What is found out; what follows from it is added at the end. */
export type Core = Pick<Verdict, 'status' | 'layer' | 'candidates' | 'scope' | 'confidence' | 'summary' | 'because'>;

/** The verdict: a pure function of what was observed. The same observation gives the same verdict, for ever. */
export function diagnose(observed: Observation): Diagnosis {
  const observation = heard(observed);
  const core = coreOf(observation);
  const found = findings(observation);
  const cause = causeOf(core, found) ?? plainHang(observation, core);
  const others = found.filter((finding) => finding !== cause);
  return { verdict: verdictOf(observation, core, cause), findings: cause ? [cause, ...others] : others };
}

function coreOf(observation: Observation): Core {
  if (wasReplaced(observation)) return replaced;
  const location = locate(observation);
  const guarded = guardVerdict(observation) ?? endedVerdict(observation);
  if (guarded) return guarded;
  if (location) {
    return (
      comesAndGoes(observation, location) ??
      strangeProgram(observation, location) ??
      onlyWithProgram(observation, location) ??
      startedBelow(observation, location) ??
      slowNode(observation, location) ??
      wordsAgainstMatrix(observation, location) ??
      accusation(observation, location)
    );
  }
  const works = allWorks(observation);
  if (works.status !== 'healthy') return works;
  return comesAndGoes(observation, null) ?? terminalVerdict(observation) ?? works;
}

function verdictOf(observation: Observation, core: Core, cause: Finding | null): Verdict {
  const besides = secondFault(observation, core);
  const rest = { ...core, cause: cause?.code ?? null, besides, notTested: notTested(observation), ...nothingToDo };
  if (core === replaced) return checked({ ...rest, nextSteps: [toRead('Run it again.')] });
  if (core.status === 'healthy') return checked(rest);
  const steps = nextSteps(observation, core, cause);
  const avoid = whatToAvoid({ observation, where: core, cause, nextSteps: steps });
  // where several are left alike, and nothing says why, to mend one of them is a guess
  const isKnown = core.status === 'fault' && (core.layer !== null || cause !== null);
  const remedy = isKnown ? remedyOf(observation, core, steps) : null;
  return checked({
    ...rest,
    summary: cause && isPolicy(cause) ? `${core.summary} ${decided}` : core.summary,
    nextSteps: steps,
    remedy: soundRemedy(
      remedy,
      core,
      cause?.code ?? null,
      avoid.some(({ deletionHangs }) => deletionHangs),
    ),
    avoid: avoid.map(({ text }) => text),
    owner: ownerOf(core, cause),
    wayIn: wayIn(observation),
    noWayIn: noWayIn(observation),
  });
}

const nothingToDo: Pick<Verdict, 'nextSteps' | 'remedy' | 'avoid' | 'owner' | 'wayIn' | 'noWayIn'> = {
  ...{ nextSteps: [], remedy: null, avoid: [], owner: null, wayIn: null, noWayIn: null },
};

const isPolicy = ({ code }: Finding): boolean => signatureOf(code).policy === true;

const decided = 'That is no fault but a decision: exec is refused here on purpose, and nothing is broken.';

const wasReplaced = ({ sameContainer, evidence }: Observation): boolean =>
  sameContainer === false || evidence?.sameProcess === false;

const replaced: Core = {
  status: 'inconclusive',
  layer: null,
  candidates: [],
  scope: null,
  confidence: 'low',
  summary:
    'The container ended, or was restarted or replaced, while it was examined: the answers do not belong together.',
  because: ['Container id, restart count or the start time of its first process differ before and after the probes.'],
};

/** The union's arms, spelled out: an impossible verdict must not typecheck. */
function checked(verdict: Core & Omit<Verdict, keyof Core>): Verdict {
  const { status, layer, candidates, scope, ...rest } = verdict;
  if (status === 'healthy') return { ...rest, status, layer: null, candidates: [], scope: null };
  if (status === 'inconclusive') return { ...rest, status, layer: null, candidates, scope };
  return { ...rest, status, layer, candidates, scope };
}
