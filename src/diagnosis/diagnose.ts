import { execWorks, type Observation, probeOf } from '../evidence/observation.ts';
import { hasTrait } from '../knowledge/index.ts';
import { toRead } from '../model/step.ts';
import type { Certainty, Finding, Verdict } from '../model/verdict.ts';
import { additionalFault } from './additional-fault.ts';
import { aboutFirstProcess } from './advice/first-process.ts';
import { again } from './advice/inconclusive-steps.ts';
import { nextSteps } from './advice/next-steps.ts';
import { ownerOf } from './advice/owner.ts';
import { isGentle, remedyOf, soundRemedy } from './advice/remedy.ts';
import { noShellAccess, noWayRound, shellAccess } from './advice/shell-access.ts';
import { actionWarnings, speaksAgainst } from './advice/warnings.ts';
import { causeOf, isBareFailure, isUnexplainedHang, plainHang } from './cause.ts';
import { certaintyWith } from './certainty.ts';
import { originOfProbe } from './error-origin.ts';
import { findings } from './findings.ts';
import { locate } from './locate.ts';
import { notTested } from './not-tested.ts';
import { withoutProgramOutput } from './program-output.ts';
import { type Ranking, rankingOf } from './ranking.ts';
import { withoutRefusedControl } from './refused-control.ts';
import { spokenFirst } from './verdicts/index.ts';
import type { Core, VerdictRule } from './verdicts/rule.ts';

export interface Diagnosis {
  readonly verdict: Verdict;
  readonly findings: readonly Finding[];
}

/** The verdict: a pure function of what was observed. The same observation gives the same verdict, for ever. */
export function diagnose(observed: Observation): Diagnosis {
  const observation = withoutProgramOutput(withoutRefusedControl(observed));
  const { rule, core } = spokenFirst(observation, locate(observation));
  const placed = findings(observation);
  const cause =
    core.status === 'degraded' ? core.finding : (causeOf(core, placed, observation) ?? plainHang(observation, core));
  const found = placed.map(({ finding }) => finding);
  const others = found.filter(({ code, summary }) => code !== cause?.code || summary !== cause.summary);
  const findingsToTell = cause ? [cause, ...others] : others;
  return { verdict: verdictOf(observation, rule, core, findingsToTell, cause), findings: findingsToTell };
}

function verdictOf(
  observation: Observation,
  rule: VerdictRule,
  core: Core,
  found: readonly Finding[],
  cause: Finding | null,
): Verdict {
  const isGuess = isUnexplainedHang(observation, core, cause);
  const certainty = certaintyWith(core, cause, isGuess, isBareFailure(observation, core, cause));
  const rest: Reasons = {
    ...{ ...certainty, ...rankingOf(observation, core), ...nothingToDo },
    ...{ cause: cause?.code ?? null, besides: additionalFault(observation, core), notTested: notTested(observation) },
  };
  if (rule.runAgain) return checked(core, { ...rest, nextSteps: [toRead('Run it again.')] });
  if (core.status === 'healthy') {
    const { summary, ...steps } = aboutFirstProcess(observation, core, found);
    return checked({ ...core, summary }, { ...rest, ...steps });
  }
  const known = nextSteps(observation, core, cause);
  const warnings = actionWarnings({ observation, where: core, cause, nextSteps: known });
  const fitting = known.filter((step) => !warnings.some((one) => !one.conditional && speaksAgainst(one, step)));
  // where several are left alike, and nothing says why, to mend one of them is a guess
  const isKnown = core.status === 'degraded' || (core.status === 'fault' && (core.layer !== null || cause !== null));
  const mends = isKnown ? remedyOf(observation, core, fitting) : null;
  const isHarsh = mends !== null && (isGuess ? mends.ends !== 'nothing' : !isGentle(mends));
  // of two layers left words alone part none
  const isHearsay = core.layer === null && cause?.by === 'text';
  const mayEndInVain = isHarsh && (isGuess || isHearsay || certainty.confidence === 'low');
  const steps = mayEndInVain || fitting.length === 0 ? [again(observation), ...fitting] : fitting;
  const hanging = warnings.some(({ deletionHangs }) => deletionHangs);
  const remedy = mayEndInVain ? null : soundRemedy(observation, mends, core, cause?.code ?? null, hanging);
  const avoid = warnings.filter((one) => !(one.conditional && remedy && speaksAgainst(one, remedy.step)));
  const { isDecided, mayGetIn } = decisionOn(observation, core, cause);
  const isOpen = core.status === 'degraded' && execWorks(observation);
  return checked(withHint(isDecided ? { ...core, summary: `${core.summary} ${decided}` } : core, cause), {
    ...rest,
    nextSteps: steps,
    remedy,
    avoid: avoid.map(({ what, why }) => ({ what, why })),
    owner: ownerOf({ ...core, ...certainty }, cause),
    wayIn: mayGetIn && !isOpen ? shellAccess(observation) : null,
    noWayIn: !mayGetIn ? noWayRound : isOpen ? null : noShellAccess(observation),
  });
}

const nothingToDo: Pick<Verdict, 'nextSteps' | 'remedy' | 'avoid' | 'owner' | 'wayIn' | 'noWayIn'> = {
  ...{ nextSteps: [], remedy: null, avoid: [], owner: null, wayIn: null, noWayIn: null },
};

/** Whether exec is refused on purpose, and whether who asks may be shown a way in. */
function decisionOn(observation: Observation, core: Core, cause: Finding | null) {
  const refused = originOfProbe(probeOf(observation, 'target', 'kubectl'));
  const mayNotExec = refused?.decided === true;
  const isDecided =
    (cause !== null && isPolicy(cause)) ||
    (mayNotExec && core.candidates.every((layer) => refused.suspects.some((suspect) => suspect === layer)));
  return { isDecided, mayGetIn: !isDecided && !mayNotExec && !hasTrait(cause?.code, 'guards') };
}

/** Where nothing says what it is in the container, what it may be. */
const withHint = (core: Core, cause: Finding | null): Core =>
  core.status === 'fault' && core.layer === 'container' && cause === null
    ? {
        ...core,
        because: [
          ...core.because,
          'In the container, that is its process, its files, or the limits and the confinement around it.',
        ],
      }
    : core;

const isPolicy = ({ code }: Finding): boolean => hasTrait(code, 'policy');

const decided = 'That is no fault but a decision: exec is refused here on purpose, and nothing is broken.';

/** What is told beside where exec breaks. */
type Reasons = Certainty & Ranking & Omit<Verdict, keyof Core | keyof Certainty | keyof Ranking>;

/** The union's arms, spelled out: an impossible verdict must not typecheck. */
function checked(core: Core, { likely, unlikely, ...reasons }: Reasons): Verdict {
  const { layer, candidates, scope, summary, because } = core;
  const rest = { ...reasons, summary, because };
  const sorted = { ...rest, likely: [], unlikely: [] } as const;
  switch (core.status) {
    case 'healthy':
      return { ...sorted, status: core.status, layer: null, candidates: [], scope: null };
    case 'inconclusive':
      return { ...rest, status: core.status, layer: null, candidates, scope, likely, unlikely };
    case 'degraded':
      return { ...sorted, status: core.status, cause: core.finding.code, layer, candidates, scope };
    case 'fault':
      return { ...sorted, status: core.status, layer, candidates, scope };
  }
}
