import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { ApiError } from '../../../src/cluster/request/api-error.ts';
import type { OutputFormat } from '../../../src/command-line/output-format.ts';
import { Problem } from '../../../src/model/problem.ts';
import { nothingKnown, planRun } from '../../../src/run/plan.ts';
import { admissionText } from '../../../src/run/print-admission.ts';
import { invocation, resolved, target } from './runs.ts';

const words = { echoWord: 'e'.repeat(24), runId: 'a1b2c3d4', folderWord: '5c'.repeat(16), pathWord: '7d'.repeat(16) };
const plan = planRun(resolved(), invocation('pod/nginx1 --dry-run=server'), nothingKnown, words);
const refusal = (message: string) => new ApiError(message, 'POST x', 'https://s', 403, 'Forbidden');

/** What is printed, told and asked for, where the API server answers a pod with this. */
async function answered(answer: (pod: object) => unknown, output: OutputFormat = 'table') {
  const notices: string[] = [];
  const asked: string[] = [];
  const cluster = {
    async create(path: string, body: unknown, query = {}) {
      if (path.endsWith('/selfsubjectaccessreviews')) return { status: { allowed: true } };
      asked.push(`${path} ${JSON.stringify(query)}`);
      const given = answer(Object(body));
      if (given instanceof Error) throw given;
      return given;
    },
  };
  const printed = await admissionText(cluster, plan, target, { output, notice: (text) => notices.push(text) });
  return { printed, notices, asked: [...new Set(asked)] };
}

it('that it would be created, as kubectl says it; and nothing is', async () =>
  expect(await answered((pod) => pod)).toEqual({
    printed: 'pod/exec-doctor-a1b2c3d4 created (server dry run)\n',
    notices: [expect.stringContaining('would admit the debug pod in namespace default')],
    asked: ['/api/v1/namespaces/default/pods {"dryRun":"All"}'],
  }));

it.each<[OutputFormat, (text: string) => unknown]>([
  ['json', JSON.parse],
  ['yaml', (text) => parse(text, { version: '1.1' })],
])('-o %s: the pod as it would be', async (output, read) => {
  let sent: object = {};
  const { printed } = await answered((pod) => {
    sent = pod;
    return { ...pod, status: { phase: 'Pending', message: 'a\u009b31mb' } };
  }, output);
  expect(read(printed)).toEqual({ ...sent, status: { phase: 'Pending', message: 'ab' } });
});

it.each([
  ['name', 'pod/exec-doctor-a1b2c3d4\n'],
  ['jsonpath={.metadata.namespace}', 'default'],
] as const)('-o %s', async (output, text) => expect((await answered((pod) => pod, output)).printed).toBe(text));

it.each([
  ['admission refuses it', 'violates PodSecurity "restricted"', 'does not admit the debug pod'],
  ['a webhook cannot be asked', 'admission webhook "w" does not support dry run', 'Nothing is known of admission'],
])('%s: a Problem', async (_, message, said) => {
  const failed = answered(() => refusal(message));
  await expect(failed).rejects.toThrow(Problem);
  await expect(failed).rejects.toThrow(said);
});
