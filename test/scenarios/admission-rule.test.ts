import { expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { objections, rulesOf } from '../unit/setup/policy/evaluate.ts';
import { run } from './support/plugin.ts';
import { kubectl } from './support/the-lab.ts';

const image = ['--image=busybox:stable'];

/** The pod is what the API server has made of it by the time that a rule is asked. */
it('the printed rule admits the debug pod, of the group that was named', async () => {
  const policy = await run(['policy', '--group=sre', ...image, '--allow-tag']);
  expect(policy.code, policy.stderr).toBe(0);
  const rules = rulesOf(parseAllDocuments(policy.stdout).map((document) => document.toJS()));
  const manifest = await run(['nginx1', '--dry-run', ...image]);
  const object: unknown = JSON.parse(
    await kubectl(['create', '--dry-run=server', '-o', 'json', '-f', '-'], manifest.stdout),
  );
  const request = { operation: 'CREATE', resource: 'pods', object } as const;
  expect(objections(rules, { ...request, groups: ['sre'] })).toEqual([]);
  expect(objections(rules, { ...request, groups: ['dev'] })).toEqual(['Only sre may do that.']);
});
