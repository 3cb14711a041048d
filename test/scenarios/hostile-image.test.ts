import { afterAll, beforeAll, expect, it } from 'vitest';
import { coveringImage, hostileImage, loadHostileImages, owned } from './support/hostile-image.ts';
import { diagnose, matrix } from './support/plugin.ts';
import { create, pod, removeAll, until } from './support/pods.ts';
import { eventually, kubectl, lab, onNode } from './support/the-lab.ts';
import { expectNoTrace, files } from './support/traces.ts';

let before: readonly string[] = [];
beforeAll(async () => {
  if (lab.missing) return;
  await loadHostileImages();
  await onNode(['rm', '-f', owned]);
  const names = { hostile: hostileImage, covering: coveringImage };
  for (const [name, image] of Object.entries(names)) await create(pod(name, { image, readinessProbe: undefined }));
  for (const name of Object.keys(names)) await until(name, '.status.phase', 'Running');
  before = await files();
});
afterAll(async () => {
  if (!lab.missing) await removeAll();
});

const ownedNow = async () => (await onNode(['sh', '-c', `ls ${owned} 2>/dev/null || :`])) !== '';

it('the image runs as root where the folders of the node are mounted over its own', async () => {
  const folders = ['bin', 'sbin', 'lib', 'lib64', 'usr'];
  await create(
    pod(
      'covered',
      {
        image: coveringImage,
        command: ['env', '-i', '/bin/sh', '-c', ':'],
        readinessProbe: undefined,
        securityContext: { privileged: true },
        volumeMounts: folders.map((name) => ({ name, mountPath: `/${name}`, readOnly: true })),
      },
      {
        hostPID: true,
        restartPolicy: 'Never',
        volumes: folders.map((name) => ({ name, hostPath: { path: `/${name}`, type: 'Directory' } })),
      },
    ),
  );
  await eventually(30_000, async () => ((await ownedNow()) ? [] : ['nothing of the image ran']));
  await kubectl(['delete', 'pod', 'covered', '--grace-period=1']);
  await onNode(['rm', '-f', owned]);
});

it.each([
  ['that covers a folder of programs', 'covering'],
  ['with all that an image can bring, in every place', 'hostile'],
])('an image %s runs nothing in the debug pod, which is of another', async (_, name) => {
  const { ending, report } = await diagnose([name]);
  expect(ending.code, matrix(report)).toBe(0);
  const image = 'registry.k8s.io/pause:lab';
  expect(report.transport).toMatchObject({ image, imageFrom: 'sandbox', userland: 'host', failure: null });
  expect(await ownedNow()).toBe(false);
  await expectNoTrace(name, 'main', before);
});

it("where the cluster's own pods run on the node, the image is one of theirs", async () => {
  const { spec } = pod('own', { readinessProbe: undefined });
  const labels = { app: 'own' };
  await create({
    ...{ apiVersion: 'apps/v1', kind: 'DaemonSet', metadata: { name: 'own', namespace: 'kube-system' } },
    spec: { selector: { matchLabels: labels }, template: { metadata: { labels }, spec } },
  });
  const own = ['-n', 'kube-system', '-l', 'app=own'];
  try {
    await eventually(60_000, async () => {
      const phase = await kubectl(['get', 'pods', ...own, '-o', 'jsonpath={.items[*].status.phase}']);
      return phase === 'Running' ? [] : [`its pod is ${phase || 'not there'}`];
    });
    const { ending, report } = await diagnose(['hostile']);
    expect(ending.code, matrix(report)).toBe(0);
    expect(report.transport).toMatchObject({ image: 'lab/nginx:1', imageFrom: 'cluster', failure: null });
    expect(await ownedNow()).toBe(false);
  } finally {
    await kubectl(['delete', 'daemonset', '-n', 'kube-system', 'own']);
    await kubectl(['delete', 'pods', ...own, '--grace-period=1', '--ignore-not-found']);
  }
});
