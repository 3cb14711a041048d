import { execa } from 'execa';
import { inject } from 'vitest';
import type { RuntimeFamilyName } from '../../../src/model/runtime-family.ts';
import type { Lab } from './lab-facts.ts';

export const lab: Lab = inject('lab');
export const kubeconfig = `${lab.dir}/kubeconfig`;
export const family = familyIn(lab.mode);
/** A virtual machine on one CPU: a probe takes 0.7 s. Limits are longer there, expectations are the same. */
export const patience = lab.mode.startsWith('modern') ? 4 : 1;

function familyIn(mode: Lab['mode']): RuntimeFamilyName {
  if (mode === 'crio') return 'cri-o';
  return mode === 'embedded' || mode.endsWith('docker') ? 'docker' : 'containerd';
}

const root = new URL('../../../', import.meta.url).pathname;
const env = { ...process.env, LAB_DIR: lab.dir };

async function script(name: string, args: readonly string[], timeout = 180_000): Promise<string> {
  const { stdout } = await execa(`${root}lab/${name}`, args, { env, stdin: 'ignore', timeout });
  return stdout;
}

export const fault = (args: readonly string[]) => script('fault', args);
export const healAll = () => script('heal', ['all']);

/** Has the Debian packages of that mode, or for that purpose. */
export const packages = (want: string) => script('packages', [want], 600_000);

/** What leads onto the node, as root: the rest of its words is run there. */
export const nodeCommand: readonly string[] = [`${root}lab/node`];

/** Runs a command on the node, as root. */
export const onNode = (command: readonly string[], timeout = 30_000) => script('node', command, timeout);

/** The lab's administrator; stdin where a manifest is given. */
export async function kubectl(args: readonly string[], input = ''): Promise<string> {
  const { stdout } = await execa('kubectl', ['--kubeconfig', kubeconfig, '--request-timeout=30s', ...args], {
    input,
    timeout: 200_000,
  });
  return stdout;
}

export async function containerID(pod: string, container: string): Promise<string> {
  const path = `{.status.containerStatuses[?(@.name=="${container}")].containerID}`;
  return (await kubectl(['get', 'pod', pod, '-o', `jsonpath=${path}`])).replace(/^.*:\/\//, '');
}

/** Waits until every layer answers for that pod, the node is Ready and its kubelet lives. */
export async function untilHealthy(pod = 'nginx1'): Promise<void> {
  const limit = String(3 * patience);
  await eventually(120_000, async () => {
    const rows = (await execa(`${root}lab/probe`, [pod], { env: { ...env, PROBE_TIMEOUT: limit } })).stdout.split('\n');
    const failed = rows.filter((row) => row.split('\t')[1] !== 'ok');
    const ready = await kubectl([
      'get',
      'nodes',
      '-o',
      'jsonpath={.items[*].status.conditions[?(@.type=="Ready")].status}',
    ]);
    return ready === 'True' ? failed : [`node Ready: ${ready}`, ...failed];
  });
}

/** Waits a minute, or four, for an exec into container nginx of that pod to work: what it said last, or nothing where it works. */
export async function execFails(pod: () => Promise<string>): Promise<string> {
  const once = async () => {
    const name = await pod();
    if (name === '') return 'there is no pod';
    const args = ['--kubeconfig', kubeconfig, 'exec', name, '-c', 'nginx', '--', 'echo', 'ok'];
    const ended = await execa('kubectl', args, { reject: false, stdin: 'ignore', timeout: 6_000 * patience });
    return ended.stdout === 'ok' ? '' : `${ended.stdout}${ended.stderr}` || 'no answer';
  };
  for (const end = Date.now() + 60_000 * patience; ; ) {
    const failure = await once();
    if (failure === '' || Date.now() > end) return failure;
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
}

/** Asks again until nothing is left of the answer; throws with what is left when the time is over. */
export async function eventually(timeoutMs: number, ask: () => Promise<readonly string[]>): Promise<void> {
  for (const end = Date.now() + timeoutMs; ; ) {
    const left = await ask();
    if (left.length === 0) return;
    if (Date.now() > end) throw new Error(`after ${timeoutMs / 1000} s there is still:\n${left.join('\n')}`);
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
}
