import { describe, expect, it } from 'vitest';
import { isoSecond, isoTime } from '../../../src/model/time.ts';

describe('a moment', () => {
  it.each<[milliseconds: number, iso: string | null]>([
    [0, '1970-01-01T00:00:00.000Z'],
    [1_772_334_765_120, '2026-03-01T03:12:45.120Z'],
    [253_402_300_799_999, '9999-12-31T23:59:59.999Z'],
    // RFC 3339 has four digits for the year
    [253_402_300_800_000, null],
    [-62_167_219_200_001, null],
    [Number.MAX_SAFE_INTEGER, null],
    [Number.NaN, null],
    [Number.POSITIVE_INFINITY, null],
  ])('%d', (milliseconds, iso) => {
    expect(isoTime(milliseconds)).toBe(iso);
    expect(isoSecond(milliseconds)).toBe(iso && `${iso.slice(0, 19)}Z`);
  });
});
