import { describe, expect, it } from 'vitest';
import { diagnose } from '../../../src/diagnosis/diagnose.ts';
import { observation } from './observe.ts';

describe('what guards dockerd refuses exec: a decision, and no fault', () => {
  const denied =
    'Error response from daemon: authorization denied by plugin opa-docker-authz: request rejected by policy';
  const filtered =
    'Error response from daemon: <html><body><h1>403 Forbidden</h1>\nRequest forbidden by rules.\n</body></html>';
  it.each([denied, filtered])('%s', (text) => {
    const target = 'kubectl:error docker:error ctr:ok runc:ok nsenter:ok';
    const texts = { kubectl: `error: Internal error occurred: ${text}`, docker: text };
    const { verdict } = diagnose(
      observation('docker', {
        ...{ target, texts, control: target, controlTexts: texts },
        ...{ passages: 'docker:error', passageTexts: { docker: text } },
      }),
    );
    expect(verdict).toMatchObject({
      ...{ status: 'fault', layer: 'dockerd', scope: 'node', cause: 'docker-refuses-exec' },
      ...{ confidence: 'high', owner: 'node', remedy: null, wayIn: null },
    });
    expect(verdict.summary).toContain('decision');
    expect(verdict.nextSteps.filter(({ action }) => action !== null)).toEqual([]);
  });

  describe('by the words of the exec and of the start of the debug pod, where no probe below could be run', () => {
    const told = (said: string, failure: object = {}) =>
      diagnose(
        observation('docker', {
          target: 'kubectl:error',
          texts: { kubectl: `error: Internal error occurred: error executing command in container: ${said}` },
          failure: { kind: 'runtime', text: `Failed to create pod sandbox: rpc error: ${denied}`, ...failure },
        }),
      ).verdict;
    const refused = { status: 'fault', layer: 'dockerd', scope: 'node', cause: 'docker-refuses-exec' };
    it('which are the same', () =>
      expect(told(denied)).toMatchObject({ ...refused, confidence: 'high', remedy: null, wayIn: null }));
    it('others could have written those of the pod', () =>
      expect(told(denied, { mayBeForged: true })).toMatchObject({ ...refused, confidence: 'medium' }));
    it('not where the exec met something else: that the pod is refused tells of the pod', () =>
      expect(told('rpc error: something else')).toMatchObject({ status: 'inconclusive', cause: null }));
  });
});
