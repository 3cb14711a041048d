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
    // a cgroup of another pod
    ...[
      [
        '/kubepods/burstable/pod6644bad1-0c5e-4a52-9d0f-8b5e3a1c9f10',
        '/kubepods/pod1b0f3f7e-93a5-4e0d-b6a4-5a6f3c2d1e0b',
      ],
      [
        '/kubepods.slice/kubepods-besteffort.slice/kubepods-besteffort-pod6644bad1_0c5e_4a52_9d0f_8b5e3a1c9f10.slice',
        '/kubepods.slice/kubepods-pod1b0f3f7e_93a5_4e0d_b6a4_5a6f3c2d1e0b.slice',
      ],
    ].map(([one, other]): [boolean, Outcome, Outcome] => [
      ...([true, error(`open /sys/fs/cgroup${one}/docker-${'a1'.repeat(32)}/x: odd words`)] as const),
      error(`open /sys/fs/cgroup${other}/docker-${'b2'.repeat(32)}/x: odd words`),
    ]),
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
