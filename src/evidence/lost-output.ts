import { isSilent, type ProbeName, probeNames, type Subject, subjects } from '../model/probe.ts';
import type { Observation } from './observation.ts';
import { lostByCtr } from './probe-matrix.ts';
import { triesOf } from './tries.ts';

/** Of the execs by one client that ended well: how many there were, and how many of these brought nothing. */
export interface Losses {
  readonly name: ProbeName;
  readonly subject: Subject;
  readonly asked: number;
  readonly lost: number;
}

type Asked = Pick<Observation, 'probes' | 'crossChecks' | 'evidence'>;

/** Of each client, for target and control, from the top to the bottom. What ctr loses is ctr's own, and left aside. */
export const lossesOf = (observation: Asked): readonly Losses[] =>
  probeNames.flatMap((name) =>
    subjects.map((subject) => {
      const heard = name === 'kubectl' ? heardByKubectl(observation, subject) : heardOnNode(observation, name, subject);
      return { name, subject, asked: heard.length, lost: heard.filter((isHeard) => !isHeard).length };
    }),
  );

/** Whether each that ended well was heard. */
function heardByKubectl(observation: Asked, subject: Subject): readonly boolean[] {
  const probe = observation.probes.find(({ name, subject: of }) => name === 'kubectl' && of === subject);
  const once = probe ? [probe.outcome] : [];
  const tries = subject === 'target' ? triesOf(observation, 'exec') : [];
  // a failure is tried again before it is one
  const outcomes =
    tries.length > 0 ? tries : once.flatMap((outcome) => (isSilent(outcome) ? [outcome, outcome] : [outcome]));
  return outcomes.flatMap((outcome) => (outcome.kind === 'ok' ? [true] : isSilent(outcome) ? [false] : []));
}

const heardOnNode = ({ evidence }: Asked, name: ProbeName, subject: Subject): readonly boolean[] =>
  (evidence?.probes ?? [])
    .filter((answer) => answer.layer === name && answer.subject === subject && answer.method === 'echo')
    .filter((answer) => answer.end === 'exited' && answer.code === 0 && !lostByCtr(answer))
    .flatMap(({ seen, out, err }) => (seen ? [true] : `${out}${err}`.trim() === '' ? [false] : []));
