import { deflateRawSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { limits } from '../../../src/limits.ts';
import { type SavedPlan, savedPlanIn, toText } from '../../../src/records/saved-plan.ts';
import { target } from '../run/runs.ts';

const mark = '0b7e1c52-3f4a-4d6b-8c9d-2a1f0e5d4c3b';
const plan: SavedPlan = {
  context: 'lab',
  printedAt: '2026-03-01T03:12:45.120Z',
  others: ['0123456789ab'],
  command: ['ls', "it's"],
  dumpStacks: false,
  target,
};
const line = `plan ${mark} ${toText(plan)}`;

it('is read as it was written, from between other lines', () =>
  expect(savedPlanIn(`$ sh s.sh\r\n${line}\r\nmore`)).toEqual({ mark, plan }));

it('leaves room for the brief in the 4 KiB of a console', () =>
  expect(toText(plan).length).toBeLessThan(limits.briefBytes / 3));

const packed = (value: unknown) => `plan ${mark} ${deflateRawSync(JSON.stringify(value)).toString('base64')}`;

it.each([
  ['nothing', ''],
  ['a line that was cut', line.slice(0, -20)],
  ['without a mark of ours', line.replace(mark, 'x')],
  ['with a mark that is none', line.replace(mark, 'g'.repeat(36))],
  ['with a mark that is too long', line.replace(mark, `${mark}0`)],
  ['in the middle of a line', `x ${line}`],
  ['no JSON', `plan ${mark} ${deflateRawSync('{').toString('base64')}`],
  ['not packed', `plan ${mark} AAAA`],
  ['of another shape', packed({ ...plan, target: { ...target, container: 7 } })],
  ['without a target', packed({ ...plan, target: undefined })],
  ['far too much, well packed', packed({ ...plan, context: 'x'.repeat(1_000_000) })],
])('%s is none', (_, text) => expect(savedPlanIn(text)).toBeNull());

it('only the first that look like one are tried, for each has to be unpacked', () => {
  const none = `plan ${mark} AAAA\n`;
  expect(savedPlanIn(none.repeat(limits.savedPlans - 1) + line)).toEqual({ mark, plan });
  expect(savedPlanIn(none.repeat(limits.savedPlans) + line)).toBeNull();
});
