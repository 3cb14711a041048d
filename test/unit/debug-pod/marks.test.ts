import { expect, it } from 'vitest';
import { debugPodManifest } from '../../../src/debug-pod/manifest.ts';
import { isDebugPod, isMadeByRun, isPodOf } from '../../../src/debug-pod/marks.ts';
import { ApiObject } from '../../../src/target/api-object.ts';
import { planOf } from './plan.ts';

const manifest = debugPodManifest(planOf());
const { spec } = manifest;
const metadata = { ...manifest.metadata, uid: 'u-1' };
const { labels, annotations } = metadata;
const sidecar = { name: 'istio-proxy' };
const named = (runId: string) => ({ name: `exec-doctor-${runId}`, labels: { ...labels, 'exec-doctor/run': runId } });

it.each<[string, object, object, { debugPod: boolean; ours: boolean }]>([
  ['as it was asked for', {}, {}, { debugPod: true, ours: true }],
  [
    'with what an admission rule adds',
    { labels: { ...labels, team: 'x' } },
    { containers: [...spec.containers, sidecar] },
    { debugPod: true, ours: true },
  ],
  ['without a UID', { uid: undefined }, {}, { debugPod: true, ours: false }],
  ['with an empty UID', { uid: '' }, {}, { debugPod: true, ours: false }],
  ['of another run', named('ffffffff'), {}, { debugPod: true, ours: false }],
  ['of a second attempt', named('a1b2c3d4-1'), {}, { debugPod: true, ours: false }],
  [
    'of another target',
    { annotations: { ...annotations, 'exec-doctor/target-pod': 'x' } },
    {},
    { debugPod: true, ours: false },
  ],
  ['without annotations', { annotations: {} }, {}, { debugPod: true, ours: false }],
  ['in another namespace', { namespace: 'other' }, {}, { debugPod: true, ours: false }],
  [
    'with one label only',
    { labels: { 'app.kubernetes.io/managed-by': 'kubectl-exec-doctor' } },
    {},
    { debugPod: false, ours: false },
  ],
  ['without a label', { labels: { ...labels, 'app.kubernetes.io/name': 'web' } }, {}, { debugPod: false, ours: false }],
  ['under another name', { name: 'web' }, {}, { debugPod: false, ours: false }],
  ['under the name of another run', { name: 'exec-doctor-ffffffff' }, {}, { debugPod: false, ours: false }],
  ['under a name that leads elsewhere', named('../../x'), {}, { debugPod: false, ours: false }],
  ['with another container', {}, { containers: [sidecar] }, { debugPod: false, ours: false }],
  ['without containers', {}, { containers: [] }, { debugPod: false, ours: false }],
])('a pod %s', (_, differentMetadata, differentSpec, expected) => {
  const pod = { metadata: { ...metadata, ...differentMetadata }, spec: { ...spec, ...differentSpec } };
  expect({ debugPod: isDebugPod(new ApiObject(pod)), ours: isPodOf(manifest, pod) }).toEqual(expected);
});

it.each<[string, object, boolean]>([
  ['as it was made', {}, true],
  ['with what an admission rule adds', { containers: [...spec.containers, sidecar] }, true],
  ["without the node's process table", { hostPID: undefined }, false],
  ['without privileges', { containers: [{ ...spec.containers[0], securityContext: {} }] }, false],
  ['with another container', { containers: [sidecar] }, false],
])('a run has made a pod with these marks %s', (_, differentSpec, made) =>
  expect(isMadeByRun(new ApiObject({ metadata, spec: { ...spec, ...differentSpec } }))).toBe(made),
);

it.each([null, undefined, 'pod', [], {}])('%j is no pod', (object) => expect(isPodOf(manifest, object)).toBe(false));
