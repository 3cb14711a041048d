import { expect, it } from 'vitest';
import { Problem } from '../../../src/model/problem.ts';
import { nothingKnown, planRun } from '../../../src/run/plan.ts';
import { scriptText } from '../../../src/run/print-script.ts';
import { invocation, resolved, target } from './runs.ts';

const words = { echoWord: 'e'.repeat(24), runId: 'a1b2c3d4', folderWord: '5c'.repeat(16), pathWord: '7d'.repeat(16) };
const plan = planRun(resolved(), invocation('pod/nginx1'), nothingKnown, words);
const printed = (name: string) =>
  scriptText(plan, {
    target: { ...target, node: { ...target.node, name } },
    context: null,
    printedAt: new Date(0),
    sameOwner: null,
  });

it('says on which node it is to run', () => expect(printed('node1')).toContain('# Run this on node node1 as root'));
it.each(['node1\nreboot', 'node1\rreboot', 'node1 \u001b[2J', ''])('is not printed for node %j', (name) => {
  expect(() => printed(name)).toThrow(Problem);
});
