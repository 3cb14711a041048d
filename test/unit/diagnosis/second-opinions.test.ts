import { describe, expect, it } from 'vitest';
import { isSameComplaint } from '../../../src/diagnosis/second-opinions.ts';
import type { Outcome } from '../../../src/model/probe.ts';

const hang: Outcome = { kind: 'hang', durationMs: 10_000 };
const ok: Outcome = { kind: 'ok', durationMs: 5, method: 'echo' };
const skipped: Outcome = { kind: 'skipped', reason: 'x' };
const error = (text: string): Outcome => ({ kind: 'error', durationMs: 5, exitCode: 1, text });

describe('a complaint is the same', () => {
  it.each<[boolean, Outcome, Outcome]>([
    [true, hang, hang],
    [false, hang, error('')],
    [false, error(''), hang],
    [false, hang, ok],
    [false, error('x'), ok],
    [false, error('x'), skipped],
    [true, error('odd words'), error('odd words')],
    [false, error('odd words'), error('other words')],
    // another time, another container
    [
      true,
      error('time="2026-11-24T11:36:50Z" level=error msg="exec failed: unexpected EOF"'),
      error('time="2026-11-24T11:37:02Z" level=error msg="exec failed: unexpected EOF"'),
    ],
    [true, error(`odd words of ${'a1'.repeat(32)}`), error(`odd words of ${'b2'.repeat(32)}`)],
    [false, error('exec failed: unexpected EOF'), error('exec failed: cannot exec in a stopped container')],
    [false, error('exec failed: unexpected EOF'), error('odd words')],
    [
      false,
      error('chdir to cwd ("/srv/www") set in config.json failed: no such file or directory'),
      error('unable to setup user: stat /dev/null: no such file or directory'),
    ],
  ])('%j: %j, %j', (expected, a, b) => expect(isSameComplaint(a, b)).toBe(expected));
});
