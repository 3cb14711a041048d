import { afterAll, beforeAll, expect, it } from 'vitest';
import { hostileImage, loadHostileImage, owned } from './support/hostile-image.ts';
import { diagnose, matrix } from './support/plugin.ts';
import { create, pod, removeAll, until } from './support/pods.ts';
import { lab, onNode } from './support/the-lab.ts';
import { expectNoTrace, files } from './support/traces.ts';

let before: readonly string[] = [];
beforeAll(async () => {
  if (lab.missing) return;
  await loadHostileImage();
  await onNode(['rm', '-f', owned]);
  await create(pod('hostile', { image: hostileImage }));
  await until('hostile', '.status.phase', 'Running');
  before = await files();
});
afterAll(async () => {
  if (!lab.missing) await removeAll();
});

it('an image that sets PATH, LD_PRELOAD and shell functions runs nothing of its own in the debug pod', async () => {
  const { ending, report } = await diagnose(['hostile']);
  expect(ending.code, matrix(report)).toBe(0);
  // containerd knows it with its registry
  const image = expect.stringMatching(new RegExp(`^(docker\\.io/)?${hostileImage}$`));
  expect(report.transport).toMatchObject({ image, userland: 'host', failure: null });
  expect(await onNode(['sh', '-c', `ls ${owned} 2>/dev/null || :`])).toBe('');
  await expectNoTrace('hostile', 'main', before);
});
