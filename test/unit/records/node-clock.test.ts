import { describe, expect, it } from 'vitest';
import { nodeNow, sortRecords, timeOfTicks } from '../../../src/records/evidence.ts';

const told = (time: string, uptime: number | null = 60_000) =>
  sortRecords([
    { r: 'hello', userland: 'host', uptime },
    { r: 'fact', k: 'node.time', v: time },
  ]);

describe("the node's clock", () => {
  it.each<[time: string, now: number | null]>([
    ['1772334765', 1_772_334_765_000],
    ['', null],
    ['0', null],
    ['soon', null],
    ['1e300', null],
    ['Infinity', null],
  ])('%j', (time, now) => expect(nodeNow(told(time))).toBe(now));

  it('tells when a process started', () => expect(timeOfTicks(3_000, told('1772334765'))).toBe('2026-03-01T03:12:15Z'));
  it.each<[string, number, ReturnType<typeof told>]>([
    ['the uptime was not told', 3_000, told('1772334765', null)],
    ['the count is none', Number.MAX_SAFE_INTEGER, told('1772334765')],
  ])('does not where %s', (_, ticks, evidence) => expect(timeOfTicks(ticks, evidence)).toBeNull());
});
