import { Problem } from '../model/problem.ts';

const unitMs: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3, // U+00B5 and U+03BC: Go takes both
  μs: 1e-3,
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
};

const part = /(\d+\.?\d*|\.\d+)(ns|us|µs|μs|ms|s|m|h)/gy;

// A timer longer than 2^31 ms fires at once; no diagnosis takes a day.
const longestMs = 24 * 3_600_000;

/** Milliseconds from a duration as Go writes it (`90s`, `1m30s`, `1.5h`); zero is refused. */
export function parseDuration(flag: string, text: string): number {
  const ms = text === '0' ? 0 : goDuration(flag, text);
  if (ms > 0) return ms;
  throw new Problem(`--${flag} has to be longer than nothing, got ${JSON.stringify(text)}.`, {
    next: `Write it as in --${flag}=10s.`,
  });
}

/** kubectl's `--request-timeout`: a bare number is seconds, and zero is no limit. */
export function parseRequestTimeout(flag: string, text: string): number {
  return goDuration(flag, /^\d+$/.test(text) ? `${text}s` : text);
}

/** As a user would have written it: `10s`, `1m30s`. */
export function formatDuration(ms: number): string {
  if (ms < 1_000) return `${ms}ms`;
  const hours = Math.floor(ms / 3_600_000);
  const minutes = Math.floor((ms % 3_600_000) / 60_000);
  const seconds = (ms % 60_000) / 1_000;
  return [hours && `${hours}h`, minutes && `${minutes}m`, seconds && `${seconds}s`].filter(Boolean).join('');
}

function goDuration(flag: string, text: string): number {
  const parts = [...text.matchAll(part)];
  if (parts.map(([whole]) => whole).join('') !== text || text === '') throw malformed(flag, text);
  const ms = parts.reduce((sum, [, count, unit]) => sum + Number(count) * (unitMs[unit ?? ''] ?? 0), 0);
  if (ms > longestMs) {
    throw new Problem(`--${flag} is at most ${formatDuration(longestMs)}, got ${JSON.stringify(text)}.`);
  }
  return Math.ceil(ms);
}

function malformed(flag: string, text: string): Problem {
  const received = `--${flag} needs a duration, got ${JSON.stringify(text)}`;
  if (/^\d+(\.\d+)?$/.test(text)) {
    return new Problem(`${received}, which has no unit.`, { next: `Did you mean --${flag}=${text}s?` });
  }
  if (text.startsWith('-')) return new Problem(`${received}, which is negative.`);
  return new Problem(`${received}.`, { next: 'Write it as in 90s, 2m, 1m30s or 300ms.' });
}
