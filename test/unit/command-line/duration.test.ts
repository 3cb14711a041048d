import { describe, expect, it } from 'vitest';
import { formatDuration, parseDuration, parseRequestTimeout } from '../../../src/command-line/duration.ts';

describe('a duration as Go writes it', () => {
  const is = (text: string, ms: number) => it(text, () => expect(parseDuration('timeout', text)).toBe(ms));

  is('90s', 90_000);
  is('2m', 120_000);
  is('1m30s', 90_000);
  is('1.5h', 5_400_000);
  is('300ms', 300);
  is('.5s', 500);
  is('1.s', 1_000);
  is('1500us', 2);
  is('1500µs', 2);
  is('1500μs', 2);
  is('5ns', 1);
  is('24h', 86_400_000);
});

describe('what is no duration', () => {
  const refuses = (text: string, said: string) =>
    it(JSON.stringify(text), () => expect(() => parseDuration('timeout', text)).toThrow(said));

  refuses('0', 'longer than nothing');
  refuses('0s', 'longer than nothing');
  refuses('10', 'no unit');
  refuses('-10s', 'negative');
  refuses('', 'needs a duration');
  refuses('s', 'needs a duration');
  refuses('1d', 'needs a duration');
  refuses('1s ', 'needs a duration');
  refuses('1s1', 'needs a duration');
  refuses('1S', 'needs a duration');
  refuses('1e3s', 'needs a duration');
  refuses('24h1ms', 'at most 24h');
});

describe('a request time-out', () => {
  const is = (text: string, ms: number) =>
    it(text, () => expect(parseRequestTimeout('request-timeout', text)).toBe(ms));

  is('0', 0);
  is('0s', 0);
  is('5', 5_000);
  is('5s', 5_000);
  it('1.5', () => expect(() => parseRequestTimeout('request-timeout', '1.5')).toThrow('no unit'));
  it('-1', () => expect(() => parseRequestTimeout('request-timeout', '-1')).toThrow('negative'));
});

describe('as it is written back', () => {
  const writes = (ms: number, text: string) => it(text, () => expect(formatDuration(ms)).toBe(text));

  writes(300, '300ms');
  writes(10_000, '10s');
  writes(60_000, '1m');
  writes(90_500, '1m30.5s');
  writes(3_600_000, '1h');
});
