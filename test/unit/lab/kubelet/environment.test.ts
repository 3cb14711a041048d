import { expect, it } from 'vitest';
import { environment } from '../../../../lab/embedded/kubelet/environment.ts';
import { podSpec } from '../../../../lab/embedded/kubelet/pod-spec.ts';

it('reads fields of the pod, and expands by what stands before', () => {
  const env = [
    { name: 'NODE', valueFrom: { fieldRef: { fieldPath: 'spec.nodeName' } } },
    { name: 'APP', valueFrom: { fieldRef: { fieldPath: "metadata.labels['app']" } } },
    { name: 'IP', valueFrom: { fieldRef: { fieldPath: 'status.podIP' } } },
    { name: 'BOTH', value: '$(APP) on $(NODE), $(LATER), $$(APP)' },
    { name: 'LATER', value: 'x' },
  ];
  const pod = podSpec({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: 'p',
      namespace: 'default',
      uid: 'u',
      resourceVersion: '1',
      creationTimestamp: '',
      labels: { app: 'nginx' },
    },
    spec: { nodeName: 'n1', containers: [{ name: 'c', image: 'i', env }] },
  });
  const [container] = pod.containers;
  expect(container && environment(pod, container, '10.0.0.9', '10.0.0.1')).toEqual({
    NODE: 'n1',
    APP: 'nginx',
    IP: '10.0.0.9',
    BOTH: 'nginx on n1, $(LATER), $(APP)',
    LATER: 'x',
  });
});
