import { expect, it } from 'vitest';
import { diagnose } from '../../../../src/diagnosis/diagnose.ts';
import { type Avoidance, avoidanceSentence } from '../../../../src/model/verdict.ts';
import type { Mode } from '../../../scenarios/support/lab-facts.ts';
import { observation, type Situation } from '../observe.ts';
import { observationOf, recordedFaults } from '../recorded-observation.ts';

const shim = 'kubectl:hang docker:hang ctr:hang runc:ok nsenter:ok';
const kubelet = 'kubectl:hang docker:ok ctr:ok runc:ok nsenter:ok';
const unready = { status: 'Unknown', reason: 'NodeStatusUnknown', message: '', lastTransitionTime: null };

/** What each sentence begins with. */
const says = {
  daemons: 'Do not restart containerd or dockerd',
  crio: 'Do not restart CRI-O',
  repeat: 'Do not repeat kubectl exec',
  liveRestore: 'Do not restart dockerd unless live-restore is on',
  podInD: 'Do not delete the pod: a process of it takes no signal',
  onlyStopped: 'Do not restart what is only stopped',
  guard: 'Do not remove or relax what reviews exec',
  suspicion: 'Do not restart dockerd, containerd or CRI-O on suspicion',
  podFirst: 'Do not delete the pod first: containerd cannot stop',
  podsOfNode: 'Do not delete pods of this node: while its kubelet',
  noneStarts: 'Do not delete or restart pods of this node',
  nodeWorks: 'Do not restart the pod or its runtime: on the node exec works',
  thaw: 'Do not thaw it before it is known who froze it',
  frozen: 'Do not exec into it before it is thawed',
  memory: 'Do not exec into it: there is so little memory',
  policy: 'Do not restart anything: exec is refused on purpose',
  roomInRun: 'Do not restart containerd or dockerd before there is room on /run',
  foldersInRun: 'Do not delete folders of containers below /run',
} as const;
type Word = keyof typeof says;

const told = (avoid: readonly Avoidance[]) =>
  avoid
    .map(avoidanceSentence)
    .map((text) => Object.entries(says).findLast(([, start]) => text.startsWith(start))?.[0] ?? text);

it.each<[string, Situation, Word[]]>([
  ['nothing is broken', {}, []],
  ['a shim hangs, and containerd serves others', { target: shim }, ['daemons', 'repeat']],
  ['nobody knows whether others are served', { target: shim, control: 'none' }, ['repeat']],
  ['containerd hangs', { target: shim, control: shim }, ['noneStarts', 'repeat']],
  [
    'dockerd may be restarted',
    { target: kubelet.replace('docker:ok', 'docker:hang'), control: kubelet.replace('docker:ok', 'docker:hang') },
    ['noneStarts', 'repeat'],
  ],
  [
    'what dockerd asks fails, though the control has started',
    {
      target: kubelet.replaceAll('hang', 'error').replace('docker:ok', 'docker:error'),
      control: kubelet.replaceAll('hang', 'error').replace('docker:ok', 'docker:error'),
      texts: { docker: 'Error response from daemon: plugin opa failed with error: no bundle' },
    },
    ['guard'],
  ],
  ['all works on the node', { target: kubelet, control: kubelet, logReadable: false, ready: unready }, ['nodeWorks']],
  [
    'its first process takes no signal',
    { target: shim, evidence: { initState: 'D', initStateAfter: 'D' } },
    ['podInD', 'daemons', 'repeat'],
  ],
  [
    'its first process waited for a moment',
    { target: shim, evidence: { initState: 'D', initStateAfter: 'S' } },
    ['daemons', 'repeat'],
  ],
])('%s', (_, situation, words) =>
  expect(told(diagnose(observation('docker', situation)).verdict.avoid)).toEqual(words),
);

const runc = 'kubectl:hang crictl:hang runc:hang nsenter:ok';

it.each<[string, Situation, Word[]]>([['each runc hangs', { target: runc, control: runc }, ['crio', 'repeat']]])(
  'with CRI-O: %s',
  (_, situation, words) => expect(told(diagnose(observation('cri-o', situation)).verdict.avoid)).toEqual(words),
);

const recorded = recordedFaults(['docker', 'containerd', 'crio']);

it.each<[Mode, string, Word[]]>([
  ['docker', 'shim-hang-nginx1', ['daemons', 'repeat']],
  ['docker', 'dockerd-hang-by-ssh', ['onlyStopped', 'liveRestore', 'noneStarts', 'repeat']],
  ['docker', 'containerd-hang-by-ssh', ['onlyStopped', 'noneStarts', 'repeat']],
  ['docker', 'docker-loses-output', ['liveRestore']],
  ['docker', 'admission-denies-exec', ['guard', 'nodeWorks']],
  ['docker', 'frozen-nginx1', ['frozen', 'daemons']],
  ['crio', 'frozen-nginx1', ['frozen', 'crio']],
  ['crio', 'pids-limit-nginx1', ['crio']],
  ['containerd', 'runc-init-stuck-nginx1', ['podInD']],
  ['containerd', 'bundle-moved-nginx1', ['podFirst', 'daemons']],
  ['docker', 'bundle-moved-nginx1', ['daemons']],
  ['docker', 'kubelet-hang-by-ssh', ['podsOfNode', 'nodeWorks']],
  ['docker', 'kubelet-unreachable-drop', ['nodeWorks']],
  ['docker', 'debug-handlers-off', ['policy']],
  ['docker', 'memory-limit-nginx1', ['memory']],
  ['docker', 'dockerd-hang', ['suspicion']],
  ['docker', 'pids-limit-nginx1', ['daemons']],
  ['docker', 'runc-slow', []],
  ['docker', 'run-full-inodes', ['roomInRun', 'foldersInRun', 'noneStarts']],
  ['containerd', 'run-full-inodes', ['roomInRun', 'foldersInRun', 'noneStarts']],
])('after the recorded fault %s/%s', (mode, name, words) => {
  const found = recorded.find((each) => each.mode === mode && each.name === name);
  expect(found && told(diagnose(observationOf(found.recording)).verdict.avoid)).toEqual(words);
});
