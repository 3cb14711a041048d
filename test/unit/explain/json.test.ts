import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, it } from 'vitest';
import { explanationDocument } from '../../../src/explain/json.ts';
import type { Question } from '../../../src/explain/render.ts';
import { stepsOf } from '../../../src/knowledge/entry-steps.ts';
import { catalogue } from '../../../src/knowledge/index.ts';
import { stepDocument } from '../../../src/report/step.ts';

const schema: object = JSON.parse(
  readFileSync(new URL('../../../docs/explanation.schema.json', import.meta.url), 'utf8'),
);
const validate = new Ajv2020({ strict: true, allowUnionTypes: true }).compile(schema);

const questions: readonly Question[] = [
  { kind: 'everything' },
  ...catalogue.map(({ code }) => ({ kind: 'code', code }) as const),
  { kind: 'text', text: 'error dialing backend: No agent available' },
  { kind: 'text', text: 'gibberish \u001b[2J' },
];

it('as JSON conforms to its schema', () => {
  for (const question of questions) {
    const document = JSON.parse(JSON.stringify(explanationDocument(question)));
    expect(validate(document), JSON.stringify(validate.errors)).toBe(true);
    expect(JSON.stringify(document)).not.toContain('u001b');
  }
  expect(validate({ ...explanationDocument({ kind: 'everything' }), kind: 'Anything' })).toBe(false);
});

it('what a step risks is the same with each runtime', () => {
  for (const step of catalogue.flatMap(({ confirm, fix }) => [...stepsOf(confirm), ...stepsOf(fix)])) {
    expect(stepDocument(step, 'docker').risk).toBe(stepDocument(step, 'containerd').risk);
  }
});

it('of a text: who speaks, and which failures have its words', () =>
  expect(explanationDocument({ kind: 'text', text: 'error dialing backend: No agent available' })).toMatchObject({
    kind: 'Explanation',
    chain: [{ who: expect.any(String), words: expect.stringContaining('error dialing backend') }],
    known: [{ code: 'tunnel-down', layers: ['api-server'] }],
  }));
