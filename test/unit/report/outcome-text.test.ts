import { describe, expect, it } from 'vitest';
import type { Outcome } from '../../../src/model/probe.ts';
import { meaningfulLine, outcomeNote, outcomeText } from '../../../src/report/outcome-text.ts';

describe('outcomeText and outcomeNote', () => {
  const tells = (outcome: Outcome, text: string, note: string | null) => () =>
    expect([outcomeText(outcome), outcomeNote(outcome)]).toEqual([text, note]);
  it('ok', tells({ kind: 'ok', durationMs: 51, method: 'echo' }, 'ok 0.05s', null));
  it('slow', tells({ kind: 'ok', durationMs: 12_345, method: 'echo' }, 'ok 12.3s', null));
  it('hang', tells({ kind: 'hang', durationMs: 10_000 }, 'HANG >10.0s', null));
  it('hang, short limit', tells({ kind: 'hang', durationMs: 1_500 }, 'HANG >1.5s', null));
  it('error', tells({ kind: 'error', durationMs: 40, exitCode: 126, text: 'boom\n' }, 'error 0.04s', 'exit 126: boom'));
  it(
    'signal',
    tells({ kind: 'error', durationMs: 40, exitCode: null, text: '' }, 'error 0.04s', 'ended by a signal: no output'),
  );
  it(
    'endless',
    tells(
      { kind: 'error', durationMs: 40, exitCode: null, text: 'y\ny', endless: true },
      'error 0.04s',
      'printed without an end: y',
    ),
  );
  it('skipped', tells({ kind: 'skipped', reason: 'no crictl' }, 'skipped', 'skipped: no crictl'));
});

describe('meaningfulLine', () => {
  const picks = (text: string, line: string) => () => expect(meaningfulLine(text)).toBe(line);
  it('the first', picks('a\nb', 'a'));
  it('not an empty one', picks('\n  \n  a  \n', 'a'));
  it('not a warning of ctr', picks('time="…" level=warning msg="DEPRECATION: …"\nctr: boom', 'ctr: boom'));
  it('not a notice of kubectl', picks('Defaulted container "a" out of: a, b\nerror: boom', 'error: boom'));
  it('a warning where there is nothing else', picks('WARNING: x\n', 'WARNING: x'));
  it('nothing', picks('\n', 'no output'));
});
