import { expect, it } from 'vitest';
import { diagnose } from '../../../src/diagnosis/diagnose.ts';
import { probeOf } from '../../../src/from-records/report-schema.ts';
import type { Probe } from '../../../src/model/probe.ts';
import { outcomeFields } from '../../../src/report/json.ts';
import { observation } from './observe.ts';

/** These bring a line beside the word, as `SUBJECT NAME`. */
function withMore(which: readonly string[]) {
  const seen = observation('containerd', { target: 'kubectl:ok ctr:ok runc:ok nsenter:ok' });
  const probes = seen.probes.map((probe): Probe => {
    const isOne = which.includes(`${probe.subject} ${probe.name}`) && probe.outcome.kind === 'ok';
    return isOne ? { ...probe, outcome: { ...probe.outcome, more: 'level=warning msg="no"' } } : probe;
  });
  return { ...seen, probes };
}

it.each<[string, string[], RegExp | null]>([
  ['runc, for both', ['target kubectl', 'target ctr', 'target runc', 'control runc'], /it is added at runc or below/],
  ['a wrapper of kubectl', ['target kubectl'], /called \/bin\/echo there, or at kubectl or below/],
  ['nothing', [], null],
])('what else comes on standard output is told, and not what it is: by %s', (_, which, summary) => {
  const { verdict, findings } = diagnose(withMore(which));
  expect(verdict.status).toBe('healthy');
  const [found] = findings.filter(({ code }) => code === 'output-has-more');
  if (summary === null) expect(found).toBeUndefined();
  else expect(found?.summary).toMatch(summary);
  expect(JSON.stringify(findings)).not.toContain('level=warning');
});

it('a saved report has it', () => {
  const [kubectl] = withMore(['target kubectl']).probes;
  if (!kubectl) throw new Error('no probe');
  const { name: layer, ...rest } = kubectl;
  expect(probeOf({ layer, ...rest, command: [], ...outcomeFields(kubectl.outcome), atFirst: null }).outcome).toEqual(
    kubectl.outcome,
  );
});
