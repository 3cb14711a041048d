import { describe, expect, it } from 'vitest';
import { diagnose } from '../../../../src/diagnosis/diagnose.ts';
import type { Successor } from '../../../../src/model/pod-context.ts';
import { stepDocument } from '../../../../src/report/step.ts';
import { ApiObject } from '../../../../src/target/api-object.ts';
import { parsePod, successorOf } from '../../../../src/target/pod/pod.ts';
import { pod } from '../../target/objects.ts';
import { observation } from '../observe.ts';

/** A container without a /dev/null: nothing but a new one helps. */
const broken = {
  ...{ target: 'kubectl:error docker:error ctr:error runc:error nsenter:ok', control: 'ok', second: 'ok' },
  texts: { runc: 'exec failed: open /dev/null: no such file or directory' },
} as const;
const deletion = (successor: Successor | null, fromFile = false, unschedulable: boolean | null = false) => {
  const seen = observation('docker', { ...broken, podContext: { successor } });
  const target = { ...seen.target, node: { ...seen.target.node, unschedulable } };
  const { verdict } = diagnose({ ...seen, target, fromFile });
  const step = verdict.nextSteps.find(({ action }) => action === 'delete-pod');
  if (!step) throw new Error('no deletion is proposed');
  return { step, remedy: verdict.remedy };
};
const save = 'Save it first: kubectl get pod -n default nginx1 -o yaml';

describe('the deletion of a pod is proposed', () => {
  it.each<[Successor | null, string[], string[]]>([
    [
      { by: 'controller', group: 'apps', kind: 'ReplicaSet', name: 'web-5d9' },
      ['a new one comes from ReplicaSet web-5d9'],
      ['Save it'],
    ],
    [
      { by: 'controller', group: 'apps', kind: 'DaemonSet', name: 'agent' },
      ['a new one comes from DaemonSet agent, on this node again'],
      ['Save it'],
    ],
    [
      { by: 'controller', group: 'apps', kind: 'StatefulSet', name: 'db' },
      ['from StatefulSet db, under the same name'],
      ['Save it'],
    ],
    [
      { by: 'controller', group: '', kind: 'ReplicationController', name: 'old' },
      ['a new one comes from ReplicationController old'],
      ['Save it'],
    ],
    // whoever makes a pod may name a kind that only sounds like it, and others' kinds have the same names
    [
      { by: 'controller', group: 'example.com', kind: 'ReplicaSet', name: 'own' },
      ['whether a new one comes is up to ReplicaSet.example.com own', save],
      ['a new one comes from'],
    ],
    [
      { by: 'controller', group: '', kind: 'DaemonSet', name: 'x' },
      ['whether a new one comes is up to DaemonSet x', save],
      [],
    ],
    [
      { by: 'controller', group: 'example.com', kind: 'Job', name: 'x' },
      ['up to Job.example.com x', save],
      ['backoffLimit'],
    ],
    [
      { by: 'controller', group: null, kind: 'ReplicaSet', name: 'x' },
      ['whether a new one comes is up to ReplicaSet x', save],
      [],
    ],
    [
      { by: 'controller', group: 'batch', kind: 'Job', name: 'once' },
      ['from Job once only within its backoffLimit', save],
      [],
    ],
    [
      { by: 'controller', group: 'argoproj.io', kind: 'Rollout', name: 'x' },
      ['whether a new one comes is up to Rollout.argoproj.io x', save],
      [],
    ],
    [
      { by: 'controller', group: '$(z)', kind: 'x; rm -rf', name: '$(y)' },
      ['is up to its controller', save],
      ['rm', '$('],
    ],
    [{ by: 'nobody' }, ['which will NOT come back', save], ['new one']],
    [null, ['a new one comes only from a controller', save], []],
  ])('with what brings it back: %o', (successor, says, not) => {
    const { step } = deletion(successor);
    expect(step.command).toBe('kubectl delete pod -n default nginx1');
    for (const text of says) expect(step.note).toContain(text);
    for (const text of not) expect(step.note).not.toContain(text);
  });

  it('as what destroys, and a pod that nothing brings back is lost', () => {
    const { step, remedy } = deletion({ by: 'nobody' });
    expect(stepDocument(step, 'docker').risk).toBe('destroys');
    if (remedy) expect(remedy.destroys[0]?.what).toBe('the pod itself, which nothing brings back');
  });

  it('not of a static pod, whose mirror alone would go', () => {
    const { step } = deletion({ by: 'kubelet' });
    expect(step).toMatchObject({ command: null, action: 'delete-pod' });
    expect(step.note).toContain('staticPodPath');
  });

  it('without what only a file says of its controller', () =>
    expect(deletion({ by: 'controller', group: 'apps', kind: 'ReplicaSet', name: 'web' }, true).step.note).toContain(
      save,
    ));
});

describe('while its node is cordoned', () => {
  const cordoned = 'node node1 is cordoned: it goes to another node, or stays Pending';
  const by = (group: string, kind: string): Successor => ({ by: 'controller', group, kind, name: 'x' });
  it.each<[Successor, unschedulable: boolean | null, isTold: boolean]>([
    [by('apps', 'ReplicaSet'), true, true],
    [by('apps', 'StatefulSet'), true, true],
    [by('batch', 'Job'), true, true],
    [by('argoproj.io', 'Rollout'), true, true],
    // it tolerates that
    [by('apps', 'DaemonSet'), true, false],
    [by('apps', 'ReplicaSet'), false, false],
    [by('apps', 'ReplicaSet'), null, false],
    [{ by: 'nobody' }, true, false],
  ])('a new pod may go elsewhere, or wait: %o, %s: %s', (successor, unschedulable, isTold) => {
    const { note } = deletion(successor, false, unschedulable).step;
    if (isTold) expect(note).toContain(cordoned);
    else expect(note).not.toContain('cordoned');
  });
});

describe('what comes after a pod', () => {
  const read = (metadata: object) => {
    const made = pod({ name: 'web' });
    return new ApiObject({ ...made, metadata: { ...Reflect.get(made, 'metadata'), ...metadata } });
  };
  const owner = (kind: string, controller: boolean, apiVersion = 'apps/v1') => ({
    ownerReferences: [{ apiVersion, kind, name: 'x', controller }],
  });
  it.each<[object, Successor]>([
    [owner('ReplicaSet', true), { by: 'controller', group: 'apps', kind: 'ReplicaSet', name: 'x' }],
    [
      owner('ReplicaSet', true, 'example.com/v1'),
      { by: 'controller', group: 'example.com', kind: 'ReplicaSet', name: 'x' },
    ],
    [owner('ReplicaSet', false), { by: 'nobody' }],
    [{}, { by: 'nobody' }],
    // the mirror of a static pod has an annotation as well
    [owner('Node', true, 'v1'), { by: 'controller', group: '', kind: 'Node', name: 'x' }],
    [{ annotations: { 'kubernetes.io/config.mirror': '5d9c' } }, { by: 'kubelet' }],
  ])('%o: %o', (metadata, successor) => expect(successorOf(parsePod(read(metadata)))).toEqual(successor));
});
