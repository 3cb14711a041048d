import { describe, expect, it } from 'vitest';
import { diagnose } from '../../../src/diagnosis/diagnose.ts';
import { entryOf } from '../../../src/knowledge/index.ts';
import type { Verdict } from '../../../src/model/verdict.ts';
import { causeLabel, verdictLabel } from '../../../src/report/labels.ts';
import { recordedModes } from '../../scenarios/support/lab-facts.ts';
import { observation, type Situation } from './observe.ts';
import { observationOf, recordedFaults } from './recorded-observation.ts';

const recorded = recordedFaults(recordedModes).map(({ mode, name, recording }) => ({
  name: `${mode}/${name}`,
  ...diagnose(observationOf(recording)),
}));
const failing = (isWrong: (one: (typeof recorded)[number]) => boolean) =>
  recorded.filter(isWrong).map(({ name }) => name);

describe('of every recorded fault', () => {
  it('the confidence has a reason, which is the rest of a line', () =>
    expect(failing(({ verdict }) => !/^[a-z0-9][^\n]*[^.\n]$/.test(verdict.confidenceReason))).toEqual([]));

  it('what is not certain is told as possible', () =>
    expect(
      failing(
        ({ verdict }) =>
          (causeLabel(verdict)?.[0] === 'Cause') !== (verdict.cause !== null && verdict.confidence !== 'low'),
      ),
    ).toEqual([]));

  it('a fault at one layer, whose cause the node itself shows, is no guess', () =>
    expect(
      failing(
        ({ verdict, findings }) =>
          verdict.status === 'fault' &&
          verdict.layer !== null &&
          verdict.confidence === 'low' &&
          findings.some(
            ({ code, by }) => code === verdict.cause && by === 'facts' && entryOf(code).detect?.strength === 'proof',
          ),
      ),
    ).toEqual([]));

  it('where nothing is decided, all layers that are left are sorted, each with its reason', () =>
    expect(
      failing(({ verdict: { status, candidates, likely, unlikely } }) => {
        const sorted = [...likely, ...unlikely];
        return status === 'inconclusive'
          ? sorted.length !== candidates.length ||
              sorted.some(({ layer, reason }) => reason === '' || !candidates.some((one) => one === layer)) ||
              (candidates.length > 0 && likely.length === 0)
          : sorted.length > 0;
      }),
    ).toEqual([]));

  it('no more than half of the chain is named as what it may be', () =>
    expect(failing(({ verdict }) => verdictLabel(verdict).split(/, | or /).length > 8)).toEqual([]));
});

const verdict = (situation: Situation): Verdict => diagnose(observation('docker', situation)).verdict;
const layersOf = (ranked: Verdict['likely']) => ranked.map(({ layer }) => layer);

describe('two texts of one cause', () => {
  const gone = 'exec: "runc": executable file not found in $PATH: unknown';
  const failure = { kind: 'runtime', text: `FailedCreatePodSandBox: ${gone}` } as const;
  const exec = { target: 'kubectl:error', control: 'none', texts: { kubectl: `OCI runtime exec failed: ${gone}` } };
  it('make it certain', () =>
    expect(verdict({ ...exec, failure })).toMatchObject({ layer: 'runc', confidence: 'high', cause: 'runc-missing' }));
  it('make it no more than likely where others may have written one', () => {
    const forged = { ...failure, mayBeForged: true } as const;
    expect(verdict({ ...exec, failure: forged })).toMatchObject({ layer: 'runc', confidence: 'medium' });
    expect(verdict({ target: 'kubectl:hang', control: 'none', failure: forged }).status).toBe('inconclusive');
  });
});

describe('where the node could not be examined', () => {
  const hangs = { target: 'kubectl:hang', control: 'none', failure: { kind: 'silent', text: '' } } as const;
  const tells = { failure: { kind: 'runtime', text: 'RunContainerError: broken' } } as const;
  const errs = { ...hangs, target: 'kubectl:error' } as const;
  const below = 'cri dockerd containerd runc';
  it.each<[string, Situation, likely: string, unlikely: string]>([
    // silence is no proof that what keeps pods from starting lies on the node
    [
      'nobody says why',
      { ...hangs, log: 'hang', websocket: 'hang' },
      `client-path api-server kubelet ${below}`,
      'shim container',
    ],
    // a log is no proof that the kubelet looks after its pods
    [
      'nor why, and a log came',
      { ...hangs, log: 'ok', websocket: 'hang' },
      `client-path kubelet ${below}`,
      'api-server shim container',
    ],
    // what the runtime says no to need not explain a hang
    [
      'the runtime says why',
      { ...hangs, ...tells, log: 'hang', websocket: 'hang' },
      'cri dockerd containerd shim runc container',
      'client-path api-server kubelet',
    ],
    [
      'the runtime says why, and exec fails at once',
      { ...errs, ...tells, log: 'hang', websocket: 'error' },
      below,
      'client-path api-server kubelet shim container',
    ],
  ])('and no pod starts: %s', (_, situation, likely, unlikely) => {
    const ranked = verdict(situation);
    expect([layersOf(ranked.likely).join(' '), layersOf(ranked.unlikely).join(' ')]).toEqual([likely, unlikely]);
  });
  it('of a pod that was refused nothing follows for the runtime', () => {
    const failure = { kind: 'rejected', text: 'OutOfpods' } as const;
    const { likely, unlikely } = verdict({ ...hangs, failure });
    expect(layersOf(unlikely)).toEqual(['client-path', 'api-server']);
    expect(layersOf(likely)).toContain('container');
  });
});
