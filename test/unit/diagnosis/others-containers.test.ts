import { describe, expect, it } from 'vitest';
import { diagnose } from '../../../src/diagnosis/diagnose.ts';
import { effectOf } from '../../../src/knowledge/effects.ts';
import { catalogue } from '../../../src/knowledge/index.ts';
import type { Outcome, Probe } from '../../../src/model/probe.ts';
import type { Verdict } from '../../../src/model/verdict.ts';
import { eachHolds } from '../../each-holds.ts';
import { observation, type Situation, verdictLine } from './observe.ts';

const loop = 'Error response from daemon: evalSymlinksInScope: too many links in /var/lib/docker/x/merged/etc/passwd';
const alone = {
  ...{ target: 'kubectl:error docker:error ctr:ok runc:ok nsenter:ok', passages: 'docker:error' },
  ...{ texts: { docker: loop }, passageTexts: { docker: loop } },
};

/** Whether anything that is proposed ends containers that were not examined. */
const endsOthers = ({ nextSteps, remedy }: Verdict): boolean =>
  [...nextSteps, ...(remedy ? [remedy.step] : [])].some(
    ({ action }) => action !== null && effectOf(action, 'docker').ends === 'containers-of-node',
  );

describe('a container with an /etc/passwd that dockerd cannot read', () => {
  it.each<[Situation, string]>([
    [{ ...alone, control: 'ok', second: 'ok' }, 'fault dockerd container medium'],
    [{ ...alone, control: 'ok' }, 'fault dockerd container medium'],
    [{ ...alone, control: 'none' }, 'fault dockerd ? medium'],
  ])('%j: %s, and nobody restarts docker for it', (situation, expected) => {
    const { verdict } = diagnose(observation('docker', situation));
    expect(verdictLine(verdict)).toBe(expected);
    expect(verdict.remedy).toBeNull();
    if (verdict.scope !== null) expect(endsOthers(verdict)).toBe(false);
  });
  it('is told, and does not acquit dockerd where every container is hit', () => {
    const { verdict } = diagnose(observation('docker', { ...alone, control: 'ok' }));
    expect(verdict.because.join('\n')).toContain("the container's own /etc/passwd");
    const node = diagnose(observation('docker', { ...alone, control: alone.target, controlTexts: alone.texts }));
    expect(verdictLine(node.verdict)).toMatch(/^fault dockerd node/);
  });
});

const ended = (exitCode: number): Outcome => ({ kind: 'error', durationMs: 50, exitCode, text: 'no such container' });

it('with a terminal, an exit code that only a program has accuses no layer', () => {
  for (const control of ['docker:ok ctr:ok runc:ok', 'none']) {
    const seen = observation('docker', { terminals: ['docker:error ctr:ok runc:ok', control] });
    const terminals = seen.terminals.map((probe) =>
      probe.name === 'docker' && probe.subject === 'target' ? { ...probe, outcome: ended(3) } : probe,
    );
    const { verdict } = diagnose({ ...seen, terminals });
    expect(verdict).toMatchObject({ status: 'inconclusive', remedy: null });
    expect(verdict.candidates).toContain('container');
  }
});

it('of kubectl that hangs for the target alone nobody knows how far it came', () => {
  const hangs = 'kubectl:hang crictl:ok ctr:ok runc:ok nsenter:ok';
  const situation = { target: hangs, passages: 'kubectl:hang', websocket: 'ok', log: 'ok' };
  for (const control of ['none', 'crictl:ok ctr:ok runc:ok nsenter:ok']) {
    const { verdict } = diagnose(observation('containerd', { ...situation, control }));
    expect(verdictLine(verdict)).toMatch(/^inconclusive .*container/);
  }
  // who hangs for the control too does so on the client's side
  const { verdict } = diagnose(observation('containerd', { ...situation, control: hangs }));
  expect(verdictLine(verdict)).toBe('fault client-path client medium');
});

it('a program that prints a refusal of execve, and more, has no more counted', () =>
  eachHolds(
    catalogue.flatMap(({ code, texts }) => texts.map(({ example }) => ({ code, example }))),
    ({ code }) => code,
    ({ example }) => {
      const seen = observation('docker', {
        target: 'ok',
        control: 'ok',
        passages: 'kubectl:ok docker:ok ctr:ok runc:ok',
      });
      const says = (probe: Probe, index: number): Probe =>
        probe.subject === 'target' && probe.name !== 'nsenter'
          ? { ...probe, outcome: refusing(probe, `/bin/echo: x: permission denied ${index}\n${example}`) }
          : probe;
      const { findings } = diagnose({ ...seen, probes: seen.probes.map(says) });
      expect(findings.filter(({ by, code }) => by === 'text' && code !== 'program-permission')).toEqual([]);
    },
  ));

function refusing({ name }: Probe, text: string): Outcome {
  const line = name === 'kubectl' ? '\ncommand terminated with exit code 126' : '';
  return { kind: 'error', durationMs: 50, exitCode: 126, text: `${text}${line}` };
}
