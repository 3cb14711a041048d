import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { execa } from 'execa';
import { limits } from '../src/limits.ts';

const pairs = Number(process.argv[2]);
const plugin = process.env.EXEC_DOCTOR ?? new URL('../dist/kubectl-exec_doctor', import.meta.url).pathname;
const lab = (script: string, ...words: readonly string[]) =>
  execa(new URL(`../lab/${script}`, import.meta.url).pathname, words);
const mode = readFileSync(`${process.env.LAB_DIR}/mode`, 'utf8').trim();

/** Milliseconds until the first output, and until the end. */
interface Timing {
  readonly first: number;
  readonly whole: number;
}

async function timed(program: string, words: readonly string[], input = ''): Promise<Timing> {
  const started = performance.now();
  const elapsed = () => performance.now() - started;
  const child = execa(program, words, { input, reject: false });
  let first = 0;
  child.stdout.once('data', () => {
    first = elapsed();
  });
  await child;
  const whole = elapsed();
  return { first: first || whole, whole };
}

/**
 * What no tool can do without: a pod of the debug pod's kind on that node, its first log line, its end. One kubectl after the
 * other, as in a script.
 */
const floorScript = `
name=floor-$$
kubectl create -f - >/dev/null <<MANIFEST
{"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "$name"},
 "spec": {"nodeName": "$0", "restartPolicy": "Never", "hostNetwork": true, "hostPID": true, "terminationGracePeriodSeconds": 1,
  "containers": [{"name": "floor", "image": "lab/nginx:1", "imagePullPolicy": "IfNotPresent",
   "securityContext": {"privileged": true}, "command": ["/bin/echo", "ready"]}]}}
MANIFEST
until kubectl logs "$name" 2>/dev/null | grep -q ready; do :; done
echo ready
kubectl delete pod "$name" >/dev/null
`;

/** A kubelet looks at its pods once a second: runs must not fall into step with that. */
const pause = () => sleep(Math.random() * 1000);

type Step = () => Promise<Timing>;

/** Runs both in turn, so that whatever else the machine does hits both alike. */
async function compare(ours: Step, theirs: Step): Promise<{ ours: Timing[]; theirs: Timing[] }> {
  const result = { ours: [] as Timing[], theirs: [] as Timing[] };
  for (let pair = 0; pair < pairs; pair++) {
    await pause();
    result.ours.push(await ours());
    await pause();
    result.theirs.push(await theirs());
  }
  return result;
}

/** One slow run moves no median; of an even number the lower of the two in the middle. */
const median = (values: readonly number[]) => values.toSorted((a, b) => a - b)[(values.length - 1) >> 1] ?? Number.NaN;

const seconds = (ms: number) => (ms / 1000).toFixed(2);

const spell = (values: readonly number[]) =>
  values.length === 1
    ? `${seconds(median(values))} s`
    : `${seconds(median(values))} s (${seconds(Math.min(...values))} to ${seconds(Math.max(...values))}, ${values.length} runs)`;

function tell(what: string, ours: readonly number[], against: string, theirs: readonly number[]): void {
  const ratio = (median(ours) / median(theirs)).toFixed(2);
  console.log(`${ratio}  ${what}: ${spell(ours)}; ${against}: ${spell(theirs)}`);
}

const whole = (timings: readonly Timing[]) => timings.map((timing) => timing.whole);
const first = (timings: readonly Timing[]) => timings.map((timing) => timing.first);

const kubectl = (...words: readonly string[]) => execa('kubectl', words).then(({ stdout }) => stdout);

async function healthy(node: string): Promise<void> {
  const { ours, theirs } = await compare(
    () => timed(plugin, ['nginx1']),
    () => timed('bash', ['-c', floorScript, node]),
  );
  tell('healthy container, verdict printed', first(ours), 'the floor', whole(theirs));
  tell('healthy container, whole run', whole(ours), 'the floor', whole(theirs));
}

/** The default of --probe-timeout, or of --pod-start-timeout: what is waited for where nothing is known. */
const faults = [
  { fault: ['shim-hang', 'nginx1'], waits: 'the probe timeout', waitsMs: limits.probeTimeoutMs },
  { fault: ['kubelet-down'], waits: 'the time for a pod to start', waitsMs: limits.podStartTimeoutMs },
  // FailedCreatePodSandBox
  { fault: ['runc-missing'], waits: 'the time for a pod to start', waitsMs: limits.podStartTimeoutMs },
] as const;

async function verdictsOnFaults(): Promise<void> {
  for (const { fault, waits, waitsMs } of faults) {
    const runs: Timing[] = [];
    for (let run = 0; run < 3; run++) {
      await lab('fault', ...fault);
      await pause();
      runs.push(await timed(plugin, ['nginx1']));
      await lab('heal', fault[0]);
      // until what was queued behind it has run
      await kubectl('exec', 'nginx1', '--', '/bin/true');
    }
    tell(`${fault[0]}, verdict printed`, first(runs), waits, [waitsMs]);
    tell('the same, whole run', whole(runs), waits, [waitsMs]);
  }
}

const many = { pods: 10, containersOfEach: 10 };

/** Ten pods of ten containers, for a node takes 110 pods and the sample pods are on it too. */
const manyPods = Array.from({ length: many.pods }, (_, pod) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: `many-${pod}`, labels: { app: 'many' } },
  spec: {
    terminationGracePeriodSeconds: 1,
    containers: Array.from({ length: many.containersOfEach }, (_, container) => ({
      ...{ name: `c${container}`, image: 'lab/nginx:1', imagePullPolicy: 'IfNotPresent' },
      command: ['tail', '-f', '/dev/null'],
    })),
  },
}));

async function hundredContainers(): Promise<void> {
  await execa('kubectl', ['apply', '-f', '-'], {
    input: JSON.stringify({ apiVersion: 'v1', kind: 'List', items: manyPods }),
  });
  try {
    await kubectl('wait', '--for=condition=Ready', 'pod', '-l', 'app=many', '--timeout=300s');
    const { ours, theirs } = await compare(
      () => timed(plugin, ['-l', 'app=many', '--all-containers']),
      () => timed(plugin, ['nginx1']),
    );
    tell(
      `${many.pods * many.containersOfEach} containers of one node, table printed`,
      first(ours),
      'one container',
      first(theirs),
    );
    tell('the same, whole run', whole(ours), 'one container', whole(theirs));
  } finally {
    await kubectl('delete', 'pod', '-l', 'app=many');
  }
}

async function startup(): Promise<void> {
  for (const words of [['--version'], ['--help'], ['__complete', 'nginx1', '--out']]) {
    const { ours, theirs } = await compare(
      () => timed(plugin, words),
      () => timed('kubectl', ['version', '--client']),
    );
    tell(words.join(' '), whole(ours), 'kubectl version --client', whole(theirs));
  }
  const { ours, theirs } = await compare(
    () => timed(plugin, ['nginx1', '--dry-run']),
    () => timed('kubectl', ['get', 'pod', 'nginx1']),
  );
  tell('--dry-run', whole(ours), 'kubectl get pod nginx1', whole(theirs));
}

console.log(`mode ${mode}, medians of ${pairs} pairs; the ratio stands first`);
const node = await kubectl('get', 'pod', 'nginx1', '-o', 'jsonpath={.spec.nodeName}');
await startup();
await healthy(node);
await verdictsOnFaults();
await hundredContainers();
