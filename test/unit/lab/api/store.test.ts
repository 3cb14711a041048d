import { describe, expect, it } from 'vitest';
import { deleteObject } from '../../../../lab/embedded/api/delete.ts';
import { newPod } from '../../../../lab/embedded/api/new-pod.ts';
import type { ApiObject } from '../../../../lab/embedded/api/objects.ts';
import { pods } from '../../../../lab/embedded/api/resources.ts';
import { Store } from '../../../../lab/embedded/api/store.ts';

const podBody = (name: string, spec = {}) =>
  newPod({ metadata: { name }, spec: { containers: [{ name: 'c', image: 'i' }], ...spec } });

function storeWithPod(spec = {}): { store: Store; pod: ApiObject; seen: string[] } {
  const store = new Store();
  const pod = store.create(pods, store.newObject(pods, 'default', podBody('p', spec)));
  const seen: string[] = [];
  store.watch(undefined, ({ type }) => seen.push(type));
  return { store, pod, seen };
}

describe('the store', () => {
  it('tells a watch all changes from a version on', () => {
    const { store, pod } = storeWithPod();
    store.update(pods, { ...pod, status: { phase: 'Running' } });
    store.remove(pods, pod);
    const seen: string[] = [];
    store.watch(pod.metadata.resourceVersion, ({ type }) => seen.push(type));
    expect(seen).toEqual(['MODIFIED', 'DELETED']);
  });
  it('tells nobody of an update that changes nothing', () => {
    const { store, pod, seen } = storeWithPod();
    store.update(pods, pod);
    expect(seen).toEqual([]);
  });
  it('does not bring a removed object back', () => {
    const { store, pod } = storeWithPod();
    store.remove(pods, pod);
    store.update(pods, { ...pod, status: {} });
    expect(store.get(pods, 'default', 'p')).toBeUndefined();
  });
  it('refuses a name that is taken', () => {
    const { store } = storeWithPod();
    expect(() => store.create(pods, store.newObject(pods, 'default', podBody('p')))).toThrow('pods "p" already exists');
  });
});

describe('deleting a pod', () => {
  const deleted = (spec: object, options: Record<string, number>, change: object = {}) => {
    const { store, pod, seen } = storeWithPod(spec);
    deleteObject(store, pods, { ...pod, ...change }, options);
    return { seen, left: store.get(pods, 'default', 'p')?.metadata.deletionGracePeriodSeconds };
  };

  it('only marks one that runs', () =>
    expect(deleted({ nodeName: 'n' }, {})).toEqual({ seen: ['MODIFIED'], left: 30 }));
  it('by the period that was asked for', () =>
    expect(deleted({ nodeName: 'n' }, { gracePeriodSeconds: 2 })).toEqual({ seen: ['MODIFIED'], left: 2 }));
  it('removes it at once with a period of 0', () =>
    expect(deleted({ nodeName: 'n' }, { gracePeriodSeconds: 0 })).toEqual({ seen: ['DELETED'], left: undefined }));
  it('removes one without a node at once', () =>
    expect(deleted({}, {})).toEqual({ seen: ['DELETED'], left: undefined }));
  it('removes one that has ended at once', () =>
    expect(deleted({ nodeName: 'n' }, {}, { status: { phase: 'Succeeded' } })).toEqual({
      seen: ['DELETED'],
      left: undefined,
    }));
});

describe('a new pod', () => {
  const made = (container: object) =>
    newPod({ metadata: { name: 'p' }, spec: { containers: [{ name: 'c', image: 'i', ...container }] } });
  it('pulls latest always', () =>
    expect(made({})).toMatchObject({ spec: { containers: [{ imagePullPolicy: 'Always' }] } }));
  it('pulls a version if it is not there', () =>
    expect(made({ image: 'r:5000/i:1' })).toMatchObject({
      spec: { containers: [{ imagePullPolicy: 'IfNotPresent' }] },
    }));
  it('is BestEffort without limits', () =>
    expect(made({})).toMatchObject({ status: { phase: 'Pending', qosClass: 'BestEffort' } }));
  it('is Burstable with one', () =>
    expect(made({ resources: { limits: { memory: '1Mi' } } })).toMatchObject({ status: { qosClass: 'Burstable' } }));
  it('is Guaranteed with both', () =>
    expect(made({ resources: { limits: { memory: '1Mi', cpu: 1 } } })).toMatchObject({
      status: { qosClass: 'Guaranteed' },
    }));
  it('needs containers', () =>
    expect(() => newPod({ metadata: { name: 'p' } })).toThrow('Pod "p" is invalid: spec.containers: Required value'));
});
