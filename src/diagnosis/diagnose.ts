import type { Finding, Verdict } from '../model/verdict.ts';
import { accusation } from './accusation.ts';
import { allWorks } from './all-works.ts';
import { findings } from './findings.ts';
import { guardVerdict } from './guard-verdict.ts';
import { locate } from './locate.ts';
import { nextSteps } from './next-steps.ts';
import { notTested } from './not-tested.ts';
import type { Observation } from './observation.ts';
import { slowNode } from './slow-node.ts';
import { wayIn } from './way-in.ts';

export interface Diagnosis {
  readonly verdict: Verdict;
  readonly findings: readonly Finding[];
}

/** What is found out; what follows from it is added at the end. */
export type Core = Pick<Verdict, 'status' | 'layer' | 'candidates' | 'scope' | 'confidence' | 'summary' | 'because'>;

/** The verdict: a pure function of what was observed. The same observation gives the same verdict, for ever. */
export function diagnose(observation: Observation): Diagnosis {
  return { verdict: verdictOf(observation), findings: findings(observation) };
}

function verdictOf(observation: Observation): Verdict {
  const rest = { nextSteps: [], wayIn: null, notTested: notTested(observation) };
  if (wasReplaced(observation)) return checked({ ...replaced, ...rest, nextSteps: ['Run it again.'] });
  const location = locate(observation);
  const core =
    guardVerdict(observation) ??
    (location ? (slowNode(observation, location) ?? accusation(observation, location)) : allWorks(observation));
  if (core.status === 'healthy') return checked({ ...core, ...rest });
  return checked({ ...core, ...rest, nextSteps: nextSteps(observation, core), wayIn: wayIn(observation) });
}

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
function checked(verdict: Core & Pick<Verdict, 'nextSteps' | 'wayIn' | 'notTested'>): Verdict {
  const { status, layer, candidates, scope, ...rest } = verdict;
  if (status === 'healthy') return { ...rest, status, layer: null, candidates: [], scope: null };
  if (status === 'inconclusive') return { ...rest, status, layer: null, candidates, scope };
  return { ...rest, status, layer, candidates, scope };
}
