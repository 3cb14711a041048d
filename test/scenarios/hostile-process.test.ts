import { afterAll, beforeAll, expect, it } from 'vitest';
import { attackerPod, firstProcessOf, loadAttacker, said } from './support/attacker.ts';
import { diagnose, matrix, start } from './support/plugin.ts';
import { create, pod, removeAll, until } from './support/pods.ts';
import { eventually, kubectl, lab, onNode } from './support/the-lab.ts';
import { expectNoTrace, files } from './support/traces.ts';

let before: readonly string[] = [];
beforeAll(async () => {
  if (lab.missing) return;
  await loadAttacker();
  await create(attackerPod('stuck', ['stuck-as-runc']));
  const link = 'rm -f /dev/ptmx; ln -s /etc/hostname /dev/ptmx; exec nginx 10';
  await create(pod('linking', { command: ['/bin/sh', '-c', link], readinessProbe: undefined }));
  for (const name of ['stuck', 'linking']) await until(name, '.status.phase', 'Running');
  await eventually(20_000, async () => ((await said('stuck')).includes('ready') ? [] : ['it is not ready']));
  before = await files();
});
afterAll(async () => {
  if (!lab.missing) await removeAll();
});

it('a first process called as a step of runc, in uninterruptible sleep, is the container, and no runc that is stuck', async () => {
  const pid = await firstProcessOf('stuck');
  // it is all that a name and a state can say
  expect(await onNode(['cut', '-d', ' ', '-f', '2,3', `/proc/${pid}/stat`])).toBe('(runc:[2:INIT]) D');
  const { report } = await diagnose(['stuck']);
  expect(report.findings.map(({ code }) => code)).not.toContain('runc-init-stuck');
  expect(report.verdict.summary, matrix(report)).not.toMatch(/runc init|stuck/);
  const runc = report.probes.find(({ layer, subject }) => layer === 'runc' && subject === 'target');
  expect(runc?.outcome, matrix(report)).toBe('ok');
  await expectNoTrace('stuck', 'main', before);
});

it('a link out of the container is not followed', async () => {
  const pid = await firstProcessOf('linking');
  // whoever follows it from outside is at a file of the node
  expect(await onNode(['sh', '-c', '[ "/proc/$0/root/dev/ptmx" -ef /etc/hostname ] && echo followed', pid])).toBe(
    'followed',
  );
  const { report } = await diagnose(['linking', '-t=false']);
  const told = report.observed.records.filter((record) => record.r === 'fact').map((record) => String(record.k));
  expect(told).toContain('target.devpts');
  expect(told.filter((name) => name.includes('ptmx'))).toEqual([]);
});

it('the word that marks records stands in no argument and in no manifest', async () => {
  const running = start(['stuck', '-o', 'json', '--repeat=5']);
  await running.said(/probing each layer/);
  const seen: string[] = [];
  const look = setInterval(() => {
    void onNode([
      'sh',
      '-c',
      'cat /proc/[0-9]*/cmdline 2>/dev/null | tr "\\0" "\\n" | grep -aE "^[0-9a-f-]{24,36}$" | sort -u',
    ]).then(
      (text) => seen.push(text),
      () => undefined,
    );
  }, 300);
  const manifests = kubectl([
    'get',
    'pods',
    '-A',
    '-l',
    'app.kubernetes.io/managed-by=kubectl-exec-doctor',
    '-o',
    'json',
  ]);
  const log = kubectl(['logs', '-f', ...(await names(manifests))]).catch(() => '');
  await running.ended;
  clearInterval(look);
  const [, mark = ''] = /"n":"([0-9a-f-]{36})","r":"hello"/.exec(await log) ?? [];
  expect(mark).toMatch(/^[0-9a-f-]{36}$/);
  expect(seen.length).toBeGreaterThan(0);
  // what probes echo is there for everybody
  expect(seen.join('\n')).toMatch(/^[0-9a-f]{24}$/m);
  expect(seen.join('\n')).not.toContain(mark);
  expect(await manifests).not.toContain(mark);
});

async function names(list: Promise<string>): Promise<string[]> {
  const { items } = JSON.parse(await list);
  const { namespace, name } = items[0].metadata;
  return ['-n', namespace, name];
}
