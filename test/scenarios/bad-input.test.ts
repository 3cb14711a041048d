import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { nowhere } from '../nowhere.ts';
import { run } from './support/plugin.ts';
import { create, pod, removeAll, setStatus, until } from './support/pods.ts';
import { family, kubectl, lab } from './support/the-lab.ts';
import { ourChildren } from './support/traces.ts';

const foreignNodes = ['windows-node', 'moved-node', 'rkt-node'];
const otherRuntime = family === 'docker' ? 'containerd' : 'docker';

beforeAll(async () => {
  if (lab.missing) return;
  await removeAll();
  await create(pod('ended', { command: ['/bin/sh', '-c', 'exit 3'] }, { restartPolicy: 'Never' }));
  await create(pod('unscheduled', {}, { schedulerName: 'nobody' }));
  // nodes that nobody is behind, and what their kubelets would say of their pods
  await node('windows-node', 'windows', `${family}://1.2.3`);
  await runningOn('windows-node', `${family}://${'a'.repeat(64)}`);
  await node('moved-node', 'linux', `${otherRuntime}://1.2.3`);
  await runningOn('moved-node', `${family}://${'b'.repeat(64)}`);
  await node('rkt-node', 'linux', 'rkt://1.2.3');
  await runningOn('rkt-node', `rkt://${'c'.repeat(64)}`);
  await until('ended', '.status.phase', 'Failed');
  await create(pod('crashing', { command: ['/bin/sh', '-c', 'exit 4'] }));
  await until('crashing', '.status.containerStatuses[0].state.waiting.reason', 'CrashLoopBackOff');
});

afterAll(async () => {
  if (lab.missing) return;
  await kubectl(['delete', 'pods', '-l', 'exec-doctor-scenarios=true', '--force', '--grace-period=0', '--wait=false']);
  await kubectl(['delete', 'nodes', ...foreignNodes, '--ignore-not-found']);
});

const nodeInfo = (operatingSystem: string, containerRuntimeVersion: string) => ({
  operatingSystem,
  containerRuntimeVersion,
  architecture: 'amd64',
  bootID: '',
  kernelVersion: '6.1',
  kubeProxyVersion: 'v1.20.2',
  kubeletVersion: 'v1.20.2',
  machineID: '',
  osImage: 'none',
  systemUUID: '',
});

const node = (name: string, system: string, runtime: string) =>
  create({
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name, labels: { 'kubernetes.io/os': system } },
    status: { nodeInfo: nodeInfo(system, runtime) },
  });

async function runningOn(nodeName: string, containerID: string): Promise<void> {
  const name = `on-${nodeName}`;
  await create(pod(name, {}, { nodeName }));
  const startedAt = '2026-01-01T00:00:00Z';
  const state = { running: { startedAt } };
  const row = { name: 'main', image: 'lab/nginx:1', imageID: '', ready: true, restartCount: 0, containerID, state };
  await setStatus(name, { phase: 'Running', startTime: startedAt, containerStatuses: [{ ...row, lastState: {} }] });
}

/** What is typed, and what has to be in the answer. */
const refused: readonly (readonly [what: string, words: readonly string[], answer: readonly RegExp[]])[] = [
  // first, for its back-off ends after 10 s
  ['a pod that crashes again and again', ['crashing'], [/not running/, /CrashLoopBackOff/, /restarted/, /\b4\b/]],
  ['an unknown flag', ['nginx1', '--frobnicate'], [/--frobnicate/]],
  ['a flag that is misspelt', ['nginx1', '--contianer=nginx'], [/--contianer/, /--container/]],
  ['a duration without a unit', ['nginx1', '--probe-timeout=10'], [/--probe-timeout/, /"10"/]],
  ['a duration that is none', ['nginx1', '--timeout=soon'], [/--timeout/, /"soon"/]],
  ['an unknown output', ['nginx1', '-o', 'xml'], [/xml/, /json/, /yaml/]],
  ['no target', [], [/TYPE\/NAME|target|pod/i]],
  ['a command without --', ['nginx1', 'ls'], [/"ls"/, /write it after --/]],
  ['a command for several', ['nginx1', 'two', '--', 'ls'], [/one container/]],
  ['labels that nobody has', ['-l', 'app=nobody'], [/"app=nobody"/]],
  ['a node that is not there', ['--node=nowhere'], [/"nowhere"/]],
  ['a bundle where there is no folder', ['nginx1', `--bundle=${nowhere}/x.tar.gz`], [new RegExp(nowhere)]],
  ['a debug namespace that does not exist', ['nginx1', '--debug-namespace=nowhere'], [/[Nn]ot found/, /nowhere/]],
  ['an image of setup without a digest', ['setup', '--image=busybox'], [/"busybox"/, /digest/, /--allow-tag/]],
  ['a flag of setup in a run', ['nginx1', '--allow-tag'], [/--allow-tag/, /setup/]],
  ['an unknown type', ['gizmo/nginx1'], [/gizmo/]],
  ['a type without a name', ['pod/'], [/pod\//]],
  ['a pod that does not exist', ['pod/no-such-pod'], [/no-such-pod/]],
  ['a pod of another namespace', ['-n', 'kube-public', 'nginx1'], [/nginx1/, /kube-public/]],
  ['a workload that does not exist', ['deploy/no-such-deployment'], [/no-such-deployment/]],
  ['a container that does not exist', ['two', '-c', 'no-such'], [/"no-such"/, /app, sidecar/]],
  ['a container named with quotes and a line feed', ['two', '-c', `a'"$(id)\`id\`\nb`], [/--container/, /\\nb/]],
  ['a pod named with shell code', ["$(reboot)'; reboot"], [/reboot/]],
  ['a pod named like a path', ['pod/../../nodes'], [/\.\./]],
  ['a pod that has ended', ['ended'], [/not running/, /exit(ed)?( with)?( code)? 3|3/, /phase is Failed/]],
  ['a pod on no node', ['unscheduled'], [/on no node/, /Pending/]],
  ['a Windows node', ['on-windows-node'], [/windows-node/, /Windows/]],
  ['a node that has another runtime now', ['on-moved-node'], [/moved-node/, new RegExp(`${otherRuntime}://1.2.3`)]],
  ['a runtime that is not known', ['on-rkt-node'], [/rkt:/, /docker, containerd, cri-o/]],
  ['an API server that nobody listens for', ['nginx1', '--server=https://127.0.0.1:1'], [/127\.0\.0\.1:1/]],
  ['an API server whose name is not known', ['nginx1', '-s', 'https://no-such-host.invalid'], [/no-such-host/]],
  ['an unknown context', ['nginx1', '--context=elsewhere'], [/elsewhere/]],
  ['a kubeconfig that does not exist', ['nginx1', `--kubeconfig=${nowhere}`], [new RegExp(nowhere)]],
  ['a user who may do nothing', ['nginx1', '--as=nobody'], [/nobody|forbidden/i]],
];

/** Our pods, and whatever was ever said of one. */
const pods = () => kubectl(['get', 'pods', '-A', '-o', 'name']);
const events = async () =>
  (
    await kubectl([
      'get',
      'events',
      '-A',
      '-o',
      'jsonpath={range .items[*]}{.involvedObject.name} {.reason}{"\\n"}{end}',
    ])
  )
    .split('\n')
    .filter((line) => line.startsWith('exec-doctor-')).length;

describe.each(refused)('%s', (_what, words, answer) => {
  it('is refused in one paragraph, and nothing is created', async () => {
    const before = [await pods(), await events()];
    const { code, stdout, stderr } = await run(words);
    const paragraph = stderr.replace(/^reading the pods? and (its node|their nodes)\n/, '');
    expect(paragraph).toMatch(/^error: ([^\n]+\n)+$/);
    for (const text of answer) expect(paragraph).toMatch(text);
    expect(paragraph).not.toMatch(/bug|undefined|\[object|\x1b/);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect([await pods(), await events()]).toEqual(before);
    expect(ourChildren()).toEqual([]);
  });
});
