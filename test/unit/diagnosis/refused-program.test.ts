import { describe, expect, it } from 'vitest';
import { diagnose } from '../../../src/diagnosis/diagnose.ts';
import { refusalOf } from '../../../src/diagnosis/refused-program.ts';
import type { Probe } from '../../../src/model/probe.ts';
import { observation, type Situation } from './observe.ts';

const probe = (text: string): Probe => ({
  ...{ name: 'runc', subject: 'target', command: [], flaky: false },
  outcome: { kind: 'error', durationMs: 1, exitCode: 126, text },
});

describe('what execve says of /bin/echo', () => {
  it.each<[string, string | null]>([
    [
      'OCI runtime exec failed: exec failed: unable to start container process: eaccess /bin/echo: permission denied: unknown',
      'permission denied',
    ],
    [
      'level=error msg="exec failed: unable to start container process: exec: \\"/bin/echo\\": permission denied"',
      'permission denied',
    ],
    [
      'OCI runtime exec failed: exec failed: exec /bin/echo: operation not permitted: unknown',
      'operation not permitted',
    ],
    ['exec /bin/echo: exec format error', 'exec format error'],
    ['the path `/bin/echo` exists but it is not executable: Operation not permitted', 'operation not permitted'],
    ['exec: "/bin/echo": stat /bin/echo: no such file or directory', null],
    ['exec failed: unable to start container process: chdir to cwd ("/srv") failed: permission denied', null],
    ['cannot exec in a paused container', null],
  ])('%s: %s', (text, says) => expect(refusalOf(probe(text))).toBe(says));
});

describe('a container in which the kernel refuses to execute it', () => {
  const text = 'exec failed: unable to start container process: eaccess /bin/echo: permission denied';
  const refused: Situation = {
    target: 'kubectl:error docker:error ctr:error runc:error nsenter:ok',
    control: 'ok',
    texts: { kubectl: text, docker: text, ctr: text, runc: text },
  };
  const verdictOf = (situation: Situation) => diagnose(observation('docker', situation)).verdict;

  it('is at fault where its root may execute nothing', () =>
    expect(verdictOf({ ...refused, facts: { 'target.noexec': 'yes' } })).toMatchObject({
      ...{ status: 'fault', layer: 'container', scope: 'container', confidence: 'high', cause: 'root-noexec' },
      wayIn: null,
    }));
  it('is not accused for one program', () =>
    expect(verdictOf(refused)).toMatchObject({
      ...{ status: 'inconclusive', candidates: ['container'], wayIn: null, cause: null },
      nextSteps: [expect.stringMatching(/^kubectl exec .* PROGRAM /), expect.stringMatching(/^grep /)],
    }));
  it('does not hide what breaks above it', () =>
    expect(verdictOf({ ...refused, target: 'kubectl:error docker:hang ctr:ok runc:ok nsenter:ok' })).toMatchObject({
      status: 'fault',
      layer: 'dockerd',
    }));
  it('is a finding of its own where exec was not asked', () => {
    const { findings } = diagnose(observation('docker', { facts: { 'target.noexec': 'yes' } }));
    expect(findings.map(({ code }) => code)).toContain('root-noexec');
  });
});
