import { describe, expect, it } from 'vitest';
import { diagnose } from '../../../src/diagnosis/diagnose.ts';
import { avoidanceSentence } from '../../../src/model/verdict.ts';
import { observation, type Situation } from './observe.ts';

const gateway =
  'Error response from daemon: upstream connect error or disconnect/reset before headers. reset reason: connection failure';
const refused: Situation = {
  target: 'kubectl:error docker:error ctr:ok runc:ok nsenter:ok',
  control: 'kubectl:error docker:error ctr:ok runc:ok nsenter:ok',
  texts: { kubectl: `error: Internal error occurred: ${gateway}`, docker: gateway },
};
const commandsOf = (situation: Situation) =>
  diagnose(observation('docker', situation)).verdict.nextSteps.map(({ command }) => command);

describe('where another process listens at docker.sock', () => {
  const proxied = (situation: Situation) => diagnose(observation('docker', { ...situation, facts: other }));
  const other = { 'dockerd.listens': 'other' };
  const hangs = 'kubectl:hang docker:hang ctr:ok runc:ok nsenter:ok';

  it.each<[string, Situation]>([
    ['fails', refused],
    ['hangs', { target: hangs, control: hangs }],
  ])('and docker %s, dockerd is not restarted', (_, situation) => {
    const { verdict } = proxied(situation);
    expect(verdict).toMatchObject({ status: 'fault', layer: 'dockerd', cause: 'docker-socket-of-another' });
    expect(verdict.nextSteps.map(({ action }) => action)).not.toContain('restart-dockerd');
    expect(verdict.nextSteps[0]?.command).toBe('ss -xlp | grep docker.sock');
    expect(verdict.avoid.map(avoidanceSentence).join()).toMatch(/^Do not restart dockerd/);
  });
  it('which says why by known words, those are the cause', () => {
    const texts = { docker: 'Error response from daemon: <html><body><h1>403 Forbidden</h1>' };
    expect(proxied({ ...refused, texts }).verdict.cause).toBe('docker-refuses-exec');
  });
  it('and all is well, it is worth no word', () => {
    const well = 'kubectl:ok docker:ok ctr:ok runc:ok nsenter:ok';
    expect(proxied({ target: well, control: well }).findings).toEqual([]);
  });
  it('and runc fails as well, it is not why', () => {
    const broken = 'kubectl:error docker:error ctr:error runc:error nsenter:ok';
    expect(proxied({ target: broken, control: broken }).verdict.cause).not.toBe('docker-socket-of-another');
  });
});

it('dockerd that refuses at once is not restarted: it refuses again', () =>
  expect(commandsOf(refused)).not.toContain('systemctl restart docker'));

it('a kubelet that hands on what dockerd says is reached', () => {
  const facts = { 'kubelet.listens': 'yes' };
  const codes = (texts: Situation['texts']) =>
    diagnose(
      observation('docker', { ...refused, texts: texts ?? {}, facts, log: 'error', logReadable: false }),
    ).findings.map(({ code }) => code);
  expect(codes(refused.texts)).not.toContain('kubelet-unreachable');
  expect(codes({ ...refused.texts, kubectl: 'Error from server: no' })).toContain('kubelet-unreachable');
});
