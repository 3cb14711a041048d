import { describe, expect, it } from 'vitest';
import { diagnose } from '../../../src/diagnosis/diagnose.ts';
import { observation, type Situation, verdictLine } from './observe.ts';

const forbidden =
  'Error from server (Forbidden): pods "exec-doctor-1" is forbidden: User "joe" cannot create resource "pods/exec" in API group "" in the namespace "default"';
const denied = 'Error from server: admission webhook "exec.example.io" denied the request: only pods with a team';
const gone = 'error: unable to upgrade connection: error dialing backend: dial tcp 127.0.0.1:40213: connect: refused';

describe.each([forbidden, denied])('a control that is refused by a decision says nothing of the target: %s', (text) => {
  const refused: Situation = { control: 'kubectl:error ctr:ok runc:ok nsenter:ok', controlTexts: { kubectl: text } };
  it.each<[string, Situation, verdict: string]>([
    ['works', { target: 'kubectl:ok ctr:ok runc:ok nsenter:ok' }, 'healthy high'],
    [
      'has a shim that is stopped',
      { target: 'kubectl:hang ctr:hang runc:ok nsenter:ok', second: 'ctr:ok', processes: 'shim:T' },
      'fault shim container high',
    ],
    [
      'fails with words about the way',
      { target: 'kubectl:error ctr:ok runc:ok nsenter:ok', texts: { kubectl: gone } },
      'fault kubelet|cri ? medium',
    ],
  ])('the target %s', (_what, situation, line) => {
    const { verdict, findings } = diagnose(observation('containerd', { ...refused, ...situation }));
    expect(verdictLine(verdict)).toBe(line);
    expect(verdict.besides).toBeNull();
    expect(findings.map(({ code }) => code)).not.toContain('control-fails');
    expect([...verdict.because, verdict.confidenceReason].join(' ')).not.toMatch(
      /kubectl (?:fails|works)[^.]*control|in a way of its own/,
    );
  });

  it('and where the target is refused alike, both are', () => {
    const target = 'kubectl:error ctr:ok runc:ok nsenter:ok';
    const both = { ...refused, target, texts: { kubectl: text } };
    expect(verdictLine(diagnose(observation('containerd', both)).verdict)).toMatch(
      /^fault api-server \S+ (?:high|medium)$/,
    );
  });
});
