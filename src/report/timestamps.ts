import { isoTime } from '../model/time.ts';

/** `2026-03-01 03:12:45 UTC`. */
export function utc(time: string): string {
  const iso = isoTime(Date.parse(time));
  return iso === null ? time : `${iso.slice(0, 19).replace('T', ' ')} UTC`;
}

/** To the minute, and how long before the run; without the day where that is the run's: `03:12 UTC (4m ago)`. */
export function minuteOf(time: string, run: string): string {
  const before = Date.parse(run) - Date.parse(time);
  if (Number.isNaN(before)) return time;
  const [day, minute] = [utc(time).slice(0, 10), utc(time).slice(11, 16)];
  return `${day === utc(run).slice(0, 10) ? '' : `${day} `}${minute} UTC (${age(Math.max(0, before) / 1000)} ago)`;
}

/** In kubectl's manner: one unit, the larger the longer ago. */
export function age(seconds: number): string {
  if (seconds < 120) return `${Math.round(seconds)}s`;
  if (seconds < 7200) return `${Math.floor(seconds / 60)}m`;
  return seconds < 172_800 ? `${Math.floor(seconds / 3600)}h` : `${Math.floor(seconds / 86_400)}d`;
}
