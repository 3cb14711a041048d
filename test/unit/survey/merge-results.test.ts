import { describe, expect, it } from 'vitest';
import { Problem } from '../../../src/model/problem.ts';
import { mergeResults, type Surveyed } from '../../../src/survey/merge-results.ts';
import type { SelectedNode } from '../../../src/target/selection/select-containers.ts';
import { works } from '../report/survey/surveys.ts';
import { resolved, target } from '../run/runs.ts';
import { refusal } from '../target/objects.ts';

const node = (name: string, ...pods: readonly [string, ...string[]]): SelectedNode => {
  const [first, ...others] = pods;
  const of = (pod: string) => resolved({ target: { ...target, pod } });
  return { name, containers: [of(first), ...others.map(of)] };
};
const nodes = [node('n1', 'a'), node('n2', 'b', 'c')];

const found = (pod: string): PromiseSettledResult<Surveyed> => ({
  status: 'fulfilled',
  value: { rows: [works(pod)], leftBehind: [], leftOut: [] },
});
const failed = (reason: unknown): PromiseSettledResult<Surveyed> => ({ status: 'rejected', reason });
const problem = new Problem('This user may not create pods.', { next: 'Ask somebody.' });

describe('what was found on several nodes', () => {
  it('is all of it', () =>
    expect(mergeResults(nodes, [found('a'), found('b')]).rows.map((row) => row.target.pod)).toEqual(['a', 'b']));
  it('but for a node that could not be surveyed, whose containers are left out', () => {
    const { rows, leftOut } = mergeResults(nodes, [found('a'), failed(problem)]);
    expect(rows.map((row) => row.target.pod)).toEqual(['a']);
    expect(leftOut.map(({ pod, why }) => [pod, why])).toEqual([
      ['b', 'Node n2 could not be surveyed: This user may not create pods.'],
      ['c', 'Node n2 could not be surveyed: This user may not create pods.'],
    ]);
  });
  it('also where the API server refused something', () =>
    expect(mergeResults(nodes, [failed(refusal(403)), found('b')]).leftOut).toHaveLength(1));

  it.each<[string, readonly PromiseSettledResult<Surveyed>[], Error]>([
    ['is nothing where no node could be', [failed(problem), failed(refusal(500))], problem],
    ['is not told over a bug', [found('a'), failed(new TypeError('x'))], new TypeError('x')],
  ])('%s', (_, settled, thrown) => expect(() => mergeResults(nodes, settled)).toThrow(thrown));
});
