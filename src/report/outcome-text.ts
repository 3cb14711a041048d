import type { Outcome } from '../model/probe.ts';

/** A second and its fraction: two decimals where they matter. */
export function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(milliseconds < 10_000 ? 2 : 1)}s`;
}

/** An outcome in a few words; only a hang shouts. */
export function outcomeText(outcome: Outcome): string {
  switch (outcome.kind) {
    case 'ok':
      return `ok ${seconds(outcome.durationMs)}`;
    case 'error':
      return `error ${seconds(outcome.durationMs)}`;
    case 'hang':
      return `HANG >${(outcome.durationMs / 1000).toFixed(1)}s`;
    case 'skipped':
      return 'skipped';
  }
}

/** What there is to tell of an outcome beyond its few words; null where there is nothing. */
export function outcomeNote(outcome: Outcome): string | null {
  switch (outcome.kind) {
    case 'error':
      return `${howItEnded(outcome)}: ${meaningfulLine(outcome.text)}`;
    case 'skipped':
      return `skipped: ${outcome.reason}`;
    default:
      return null;
  }
}

function howItEnded({ exitCode, endless }: Extract<Outcome, { kind: 'error' }>): string {
  if (endless) return 'printed without an end';
  return exitCode === null ? 'ended by a signal' : `exit ${exitCode}`;
}

/** Lines that clients print beside the answer. */
const noise = [
  // containerd 1.7 tells every client which deprecated features were used since it started.
  /level=(warning|info|debug)\b/,
  /^(Defaulted|Defaulting) container /,
  /^WARN(ING)?\b/i,
];

/** The first line that says something. */
export function meaningfulLine(text: string): string {
  const lines = text.split('\n').map((line) => line.trim());
  const spoken = lines.filter((line) => line !== '');
  return spoken.find((line) => !noise.some((pattern) => pattern.test(line))) ?? spoken[0] ?? 'no output';
}
