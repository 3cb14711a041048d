import { deflateRawSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { limits } from '../../../src/limits.ts';
import { type SavedPlan, savedPlanIn, toText } from '../../../src/records/saved-plan.ts';
import { target } from '../run/runs.ts';

const nonce = 'a1b2c3d4e5f6a1b2c3d4e5f6';
const plan: SavedPlan = {
  context: 'lab',
  printedAt: '2026-03-01T03:12:45.120Z',
  command: ['ls', "it's"],
  dumpStacks: false,
  target,
};
const line = `plan ${nonce} ${toText(plan)}`;

it('is read as it was written, from between other lines', () =>
  expect(savedPlanIn(`$ sh s.sh\r\n${line}\r\nmore`)).toEqual({ nonce, plan }));

it('leaves room for the gist in the 4 KiB of a console', () =>
  expect(toText(plan).length).toBeLessThan(limits.gistBytes / 3));

const packed = (value: unknown) => `plan ${nonce} ${deflateRawSync(JSON.stringify(value)).toString('base64')}`;

it.each([
  ['nothing', ''],
  ['a line that was cut', line.slice(0, -20)],
  ['without a nonce of ours', line.replace(nonce, 'x')],
  ['in the middle of a line', `x ${line}`],
  ['no JSON', `plan ${nonce} ${deflateRawSync('{').toString('base64')}`],
  ['not packed', `plan ${nonce} AAAA`],
  ['of another shape', packed({ ...plan, target: { ...target, container: 7 } })],
  ['without a target', packed({ ...plan, target: undefined })],
  ['far too much, well packed', packed({ ...plan, context: 'x'.repeat(1_000_000) })],
])('%s is none', (_, text) => expect(savedPlanIn(text)).toBeNull());
