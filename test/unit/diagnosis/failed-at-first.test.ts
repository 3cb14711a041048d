import { describe, expect, it } from 'vitest';
import { diagnose } from '../../../src/diagnosis/diagnose.ts';
import type { Code } from '../../../src/model/code.ts';
import { observation, type Situation, verdictLine } from './observe.ts';

const mute = 'OCI runtime exec failed: runc did not terminate successfully: exit status 1: unknown';
const noFork =
  'OCI runtime exec failed: exec failed: unable to start container process: read init-p: connection reset by peer: unknown';
const strange = 'OCI runtime exec failed: exec failed: something that nobody knows: unknown';
const byKubelet = (said: string) =>
  `error: Internal error occurred: error executing command in container: failed to exec in container: ${said}`;
const denied = 'Error response from daemon: authorization denied by plugin guard: not now';

const pids = (used: number, hits: number): Situation => ({
  evidence: {
    limits: [{ r: 'limit', subject: 'target', what: 'pids', at: `/${'c'.repeat(64)}`, used, max: 10, hits }],
  },
});

const told = (situation: Situation) => {
  const seen = diagnose(observation('docker', situation));
  return { line: verdictLine(seen.verdict), cause: seen.verdict.cause, ...seen };
};

describe('a probe that failed at first: its words tell which layer comes and goes', () => {
  it.each<[string, Situation, verdict: string, cause: Code | null]>([
    ['of runc, by kubectl', { first: { kubectl: byKubelet(mute) } }, 'degraded runc ? medium', 'intermittent'],
    ['of runc, by ctr', { first: { ctr: mute } }, 'degraded runc ? medium', 'intermittent'],
    [
      'of runc, by docker for the control',
      { controlFirst: { docker: mute } },
      'degraded runc ? medium',
      'intermittent',
    ],
    [
      'of runc or the container, in words that are not known',
      { first: { kubectl: byKubelet(strange) } },
      'degraded runc|container ? medium',
      'intermittent',
    ],
    [
      'not of the container, where the control met it',
      { controlFirst: { docker: strange } },
      'degraded runc ? medium',
      'intermittent',
    ],
    ['of dockerd', { first: { docker: denied } }, 'degraded dockerd ? medium', 'intermittent'],
    [
      'for target and control, of the runc that both have',
      { first: { kubectl: byKubelet(mute), ctr: mute }, controlFirst: { docker: mute, ctr: mute } },
      'degraded runc node medium',
      'intermittent',
    ],
    ['nothing known, below what works', { first: { ctr: 'boom' } }, 'healthy medium', null],
    ['nothing known, for the control', { controlFirst: { ctr: 'boom' } }, 'healthy medium', null],
    [
      'nothing, of a control whose owner may have made it so',
      { existingControl: true, sameOwner: 'control', controlFirst: { docker: mute } },
      'healthy medium',
      null,
    ],
    [
      'that the limit of processes is near, and has refused some',
      { first: { kubectl: byKubelet(noFork) }, ...pids(5, 20) },
      'degraded container container high',
      'pids-exhausted',
    ],
    [
      'that of processes, where the words were not kept',
      { flaky: ['kubectl'], ...pids(5, 20) },
      'degraded container container high',
      'pids-exhausted',
    ],
    [
      'another, though that limit is near',
      { first: { docker: denied }, ...pids(5, 20) },
      'degraded dockerd ? medium',
      'intermittent',
    ],
  ])('%s', (_, situation, line, cause) => {
    const seen = told(situation);
    expect([seen.line, seen.cause]).toEqual([line, cause]);
  });

  it('says how many failed, and with what', () =>
    expect(told({ first: { kubectl: byKubelet(mute) } }).findings).toMatchObject([
      {
        code: 'intermittent',
        layer: 'runc',
        summary: expect.stringContaining('1 of 2 execs failed'),
        evidence: [expect.stringContaining(mute)],
      },
    ]));
});

it('a limit of processes that has refused forks, and leaves hardly room for an exec, is told where all came through', () => {
  const { line, findings } = told(pids(5, 20));
  expect(line).toBe('healthy high');
  expect(findings.map(({ code }) => code)).toEqual(['pids-exhausted']);
  expect(told(pids(5, 0)).findings).toEqual([]);
});

describe('a client that fails with the words of runc enters by no other way', () => {
  it('than what works above it, which passes that runc too', () => {
    const { line, findings } = told({
      target: 'kubectl:ok docker:ok ctr:error runc:ok nsenter:ok',
      texts: { ctr: mute },
    });
    expect(line).toBe('degraded runc ? medium');
    expect(findings.map(({ code }) => code)).not.toContain('probe-not-trusted');
  });

  it('and accuses nobody with words that are not known', () => {
    const { line, findings } = told({
      target: 'kubectl:ok docker:ok ctr:error runc:ok nsenter:ok',
      texts: { ctr: strange },
    });
    expect(line).toBe('healthy medium');
    expect(findings.map(({ code }) => code)).toEqual(['intermittent']);
  });
});

describe('the control', () => {
  it('that fails below what works is told', () => {
    const { line, findings } = told({ control: 'kubectl:ok docker:error ctr:ok runc:ok nsenter:ok' });
    expect(line).toBe('healthy medium');
    expect(findings.map(({ code }) => code)).toEqual(['control-fails']);
  });

  it('that fails with the words of runc accuses nobody on the way there', () => {
    const [found] = told({
      control: 'kubectl:error docker:ok ctr:ok runc:ok nsenter:ok',
      controlTexts: { kubectl: byKubelet(mute) },
    }).findings;
    expect(found?.summary).toMatch(/by its words a runc failed/);
  });

  it('that failed alike at first was not spared', () => {
    const target = 'kubectl:error docker:error ctr:ok runc:ok nsenter:ok';
    const { line } = told({ target, texts: { docker: 'boom' }, controlFirst: { docker: 'boom' } });
    expect(line).toMatch(/^fault dockerd \? /);
  });
});
