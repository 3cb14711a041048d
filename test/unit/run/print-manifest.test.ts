import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { podVariants } from '../../../src/run/debug-pod/pod-variant.ts';
import { manifestOf, nothingKnown, planRun } from '../../../src/run/plan.ts';
import { manifestText, manifestToSend } from '../../../src/run/print-manifest.ts';
import { invocation, resolved, target } from './runs.ts';

const words = {
  echoWord: 'a1b2c3d4e5f6a1b2c3d4e5f6',
  runId: 'x7k2p',
  folderWord: '5c'.repeat(16),
  pathWord: '7d'.repeat(16),
};
const manifest = async (line: string) => {
  const asked = invocation(line);
  const plan = planRun(resolved(), asked, nothingKnown, words);
  const made = manifestOf(plan, podVariants(target, plan.images)[0], 0);
  return { made, sent: parse(await manifestToSend(made, asked.command), { version: '1.1' }) };
};

it.each([
  ['table', 'kind: Pod'],
  ['yaml', 'kind: Pod'],
  ['json', '"kind": "Pod"'],
  ['name', 'pod/exec-doctor-x7k2p\n'],
  ['jsonpath={.spec.nodeName}', 'node1'],
] as const)('-o %s', async (output, text) => {
  const plan = planRun(resolved(), invocation('pod/nginx1 --dry-run'), nothingKnown, words);
  expect(await manifestText(plan, target, output)).toContain(text);
});
it('is the manifest as it was created', async () => {
  const { made, sent } = await manifest('pod/nginx1 -- ls /tmp');
  expect(sent).toEqual(made);
});
it('without a command it is that too', async () => {
  const { made, sent } = await manifest('pod/nginx1');
  expect(sent).toEqual(made);
});
it("but for what is a secret in the user's command", async () => {
  const { made, sent } = await manifest('pod/nginx1 -- mysql --password hunter2 -e A=b');
  expect(sent.spec.containers[0].command.slice(-5)).toEqual([
    'mysql',
    '--password',
    '[redacted]',
    '-e',
    'A=[redacted]',
  ]);
  expect(sent.spec.containers[0].command.slice(0, -5)).toEqual(made.spec.containers[0].command.slice(0, -5));
});
