import { afterAll, beforeAll, expect, it } from 'vitest';
import { attackerPod, firstProcessOf, loadAttacker, said } from './support/attacker.ts';
import { diagnose, matrix, start } from './support/plugin.ts';
import { create, pod, removeAll, until } from './support/pods.ts';
import { eventually, kubectl, lab, onNode, patience } from './support/the-lab.ts';
import { expectNoTrace, files } from './support/traces.ts';

let before: readonly string[] = [];
beforeAll(async () => {
  if (lab.missing) return;
  await loadAttacker();
  await create(attackerPod('stuck', ['stuck-as-runc']));
  // the same capabilities as its shim has
  const shims = await onNode([
    'sh',
    '-c',
    'grep -h CapEff "/proc/$(pgrep -o "containerd-shim|conmon")/status" | cut -f2',
  ]);
  const givenUp = ~Number(BigInt(`0x${shims.trim()}`) & 0xffffffffn) >>> 0;
  await create(attackerPod('own-stuck', ['stuck-with-rights', `${givenUp}`]));
  const link = 'rm -f /dev/ptmx; ln -s /etc/hostname /dev/ptmx; exec nginx 10';
  await create(pod('linking', { command: ['/bin/sh', '-c', link], readinessProbe: undefined }));
  for (const name of ['stuck', 'own-stuck', 'linking']) await until(name, '.status.phase', 'Running');
  for (const name of ['stuck', 'own-stuck'])
    await eventually(20_000, async () => ((await said(name)).includes('ready') ? [] : ['it is not ready']));
  before = await files();
});
afterAll(async () => {
  if (!lab.missing) await removeAll();
});

it.for(['stuck', 'own-stuck'])(
  'a first process called as a step of runc, in uninterruptible sleep, is the container, and no runc that is stuck: %s',
  async (name) => {
    const pid = await firstProcessOf(name);
    // it is all that a name and a state can say
    expect(await onNode(['cut', '-d', ' ', '-f', '2,3', `/proc/${pid}/stat`])).toBe('(runc:[2:INIT]) D');
    const { report } = await diagnose([name]);
    expect(report.findings.map(({ code }) => code)).not.toContain('runc-init-stuck');
    expect(report.verdict.summary, matrix(report)).not.toMatch(/runc init|stuck/);
    const runc = report.probes.find(({ layer, subject }) => layer === 'runc' && subject === 'target');
    expect(runc?.outcome, matrix(report)).toBe('ok');
    await expectNoTrace(name, 'main', before);
  },
);

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

// A device plugin may give /dev/fuse to anybody; in the lab a privileged container has it.
const withFuse = { securityContext: { privileged: true } };
const timeoutSeconds = 20 * patience;

/** Whether a read of that file has ended within a second. It is ended if not: `timeout` would wait for it. */
const canBeRead = async (pid: string, file: string) =>
  (await onNode(['sh', '-c', 'timeout -s KILL 1 cat "/proc/$0/$1" >/dev/null 2>&1; echo $?', pid, file])).trim() ===
  '0';

const waiting = (report: Awaited<ReturnType<typeof diagnose>>['report']) =>
  report.observed.records.filter((record) => record.r === 'refused' && record.why === 'waiting');

it('a process that lets nobody read its arguments does not keep the run, which finds it among what hangs', async () => {
  await create(attackerPod('holding', ['holds-memory'], withFuse));
  await until('holding', '.status.phase', 'Running');
  await eventually(20_000, async () => ((await said('holding')).includes('ready') ? [] : ['it is not ready']));
  const { ending, report } = await diagnose(['holding', `--timeout=${timeoutSeconds}s`]);
  const echoes = (await onNode(['sh', '-c', 'grep -lxE "echo|attacker" /proc/[0-9]*/comm | cut -d/ -f3']))
    .split('\n')
    .filter(Boolean);
  const unread = (await Promise.all(echoes.map((pid) => canBeRead(pid, 'cmdline')))).filter((read) => !read);
  await removeAll();
  expect(unread.length, 'what was executed there lets itself be read').toBeGreaterThan(0);
  expect(ending.ms, matrix(report)).toBeLessThan((timeoutSeconds + 5) * 1_000);
  expect(report.observed.records.at(-1), matrix(report)).toEqual({ r: 'end', overdue: 0 });
  expect(waiting(report).length).toBeGreaterThan(0);
});

it('a process called containerd that lets nobody read its state does not keep a run on another container', async () => {
  await create(attackerPod('executing', ['executes', 'containerd'], withFuse));
  await create(pod('beside', { command: ['/bin/sh', '-c', 'exec nginx 10'], readinessProbe: undefined }));
  for (const name of ['executing', 'beside']) await until(name, '.status.phase', 'Running');
  await eventually(20_000, async () => ((await said('executing')).includes('ready') ? [] : ['it is not ready']));
  const called = (await onNode(['sh', '-c', 'grep -lx containerd /proc/[0-9]*/comm | cut -d/ -f3']))
    .split('\n')
    .filter(Boolean);
  const stuck = (await Promise.all(called.map((pid) => canBeRead(pid, 'stack')))).filter((read) => !read);
  const { ending, report } = await diagnose(['beside', `--timeout=${timeoutSeconds}s`]);
  await removeAll();
  expect(stuck.length, 'it lets itself be read').toBeGreaterThan(0);
  expect(ending.ms, matrix(report)).toBeLessThan((timeoutSeconds + 5) * 1_000);
  expect(report.verdict.status, matrix(report)).not.toBe('fault');
  expect(report.observed.records.at(-1), matrix(report)).toEqual({ r: 'end', overdue: 0 });
});

it('the word that marks records stands in no argument and in no manifest', async () => {
  const running = start(['nginx1', '-o', 'json', '--repeat=5']);
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
