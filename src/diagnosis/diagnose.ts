import { type Observation, probeOf } from '../evidence/observation.ts';
import { hasTrait } from '../knowledge/index.ts';
import { toRead } from '../model/step.ts';
import type { Finding, Verdict } from '../model/verdict.ts';
import { additionalFault } from './additional-fault.ts';
import { nextSteps } from './advice/next-steps.ts';
import { ownerOf } from './advice/owner.ts';
import { remedyOf, soundRemedy } from './advice/remedy.ts';
import { noShellAccess, noWayRound, shellAccess } from './advice/shell-access.ts';
import { actionWarnings, speaksAgainst } from './advice/warnings.ts';
import { causeOf, plainHang } from './cause.ts';
import { certaintyWith } from './certainty.ts';
import { originOfProbe } from './error-origin.ts';
import { findings } from './findings.ts';
import { locate } from './locate.ts';
import { notTested } from './not-tested.ts';
import { withoutProgramOutput } from './program-output.ts';
import { type Ranking, rankingOf } from './ranking.ts';
import { spokenFirst } from './verdicts/index.ts';
import type { Core, VerdictRule } from './verdicts/rule.ts';

export interface Diagnosis {
  readonly verdict: Verdict;
  readonly findings: readonly Finding[];
}

/** The verdict: a pure function of what was observed. The same observation gives the same verdict, for ever. */
export function diagnose(observed: Observation): Diagnosis {
  const observation = withoutProgramOutput(observed);
  const { rule, core } = spokenFirst(observation, locate(observation));
  const found = findings(observation);
  const cause = causeOf(core, found) ?? plainHang(observation, core);
  const others = found.filter((finding) => finding !== cause);
  return { verdict: verdictOf(observation, rule, core, cause), findings: cause ? [cause, ...others] : others };
}

function verdictOf(observation: Observation, rule: VerdictRule, core: Core, cause: Finding | null): Verdict {
  const besides = additionalFault(observation, core);
  const rest: Told = {
    ...{ ...core, ...certaintyWith(core, cause), cause: cause?.code ?? null, besides },
    ...{ notTested: notTested(observation), ...nothingToDo, ...rankingOf(observation, core) },
  };
  if (rule.runAgain) return checked({ ...rest, nextSteps: [toRead('Run it again.')] });
  if (core.status === 'healthy') return checked(rest);
  const known = nextSteps(observation, core, cause);
  const warnings = actionWarnings({ observation, where: core, cause, nextSteps: known });
  const steps = known.filter((step) => !warnings.some((one) => !one.conditional && speaksAgainst(one, step)));
  // where several are left alike, and nothing says why, to mend one of them is a guess
  const isKnown = core.status === 'fault' && (core.layer !== null || cause !== null);
  const mends = isKnown ? remedyOf(observation, core, steps) : null;
  const hanging = warnings.some(({ deletionHangs }) => deletionHangs);
  const remedy = soundRemedy(mends, core, cause?.code ?? null, hanging);
  const avoid = warnings.filter((one) => !(one.conditional && remedy && speaksAgainst(one, remedy.step)));
  const { isDecided, mayGetIn } = decisionOn(observation, core, cause);
  return checked({
    ...rest,
    summary: isDecided ? `${core.summary} ${decided}` : core.summary,
    nextSteps: steps,
    remedy,
    avoid: avoid.map(({ text }) => text),
    owner: ownerOf(rest, cause),
    wayIn: mayGetIn ? shellAccess(observation) : null,
    noWayIn: mayGetIn ? noShellAccess(observation) : noWayRound,
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
  return { isDecided, mayGetIn: !isDecided && !mayNotExec };
}

const isPolicy = ({ code }: Finding): boolean => hasTrait(code, 'policy');

const decided = 'That is no fault but a decision: exec is refused here on purpose, and nothing is broken.';

/** A verdict whose parts have not been seen to go together. */
type Told = Core & Ranking & Omit<Verdict, keyof Core | keyof Ranking>;

/** The union's arms, spelled out: an impossible verdict must not typecheck. */
function checked({ status, layer, candidates, scope, likely, unlikely, ...rest }: Told): Verdict {
  const nothingToSort = { likely: [], unlikely: [] } as const;
  if (status === 'healthy') return { ...rest, ...nothingToSort, status, layer: null, candidates: [], scope: null };
  if (status === 'inconclusive') return { ...rest, status, layer: null, candidates, scope, likely, unlikely };
  return { ...rest, ...nothingToSort, status, layer, candidates, scope };
}
