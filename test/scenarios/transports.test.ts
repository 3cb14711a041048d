import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Mode, variantOf } from './support/lab-facts.ts';
import {
  diagnose,
  matrix,
  onTheNode,
  probeTimeout,
  type ReportDocument,
  reportOf,
  run,
  start,
} from './support/plugin.ts';
import { type Ssh, sshToNode } from './support/ssh.ts';
import { eventually, fault, healAll, lab, nodeCommand, onNode, patience, untilHealthy } from './support/the-lab.ts';
import { expectNoTrace, files, ourChildren, ourProcesses } from './support/traces.ts';

let ssh: Ssh;
let before: readonly string[] = [];
beforeAll(async () => {
  if (lab.missing) return;
  await healAll();
  await untilHealthy();
  ssh = await sshToNode();
});
afterAll(async () => {
  if (!lab.missing) await ssh[Symbol.asyncDispose]();
});
beforeEach(async () => {
  before = await files();
});

const noTrace = () => expectNoTrace('nginx1', 'nginx', before);
const noNode = lab.mode.startsWith('modern') ? 'the virtual machine has no Node, which the plugin needs there' : '';

/** Made before the fault is: what can still be done by those who may only paste into a console. */
async function byConsole(args: readonly string[], whileBroken: () => Promise<unknown>): Promise<ReportDocument> {
  const folder = mkdtempSync(join(tmpdir(), 'console-'));
  try {
    const script = await run([...args, ...probeTimeout, '--print-script']);
    await whileBroken();
    writeFileSync(join(folder, 'records'), await onNode(['sh', '-c', script.stdout], 120_000));
    return reportOf(await run(['--from-records', join(folder, 'records'), '-o', 'json']));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe('a healthy container', () => {
  it('by ssh', async () => {
    const { ending, report } = await diagnose(['nginx1', ...ssh.flags]);
    expect(ending.code, matrix(report)).toBe(0);
    expect(report.transport).toMatchObject({ kind: 'ssh', to: 'root@node', recordsFrom: 'output', pod: null });
    expect(report.facts['control.lent']).toBe('yes');
    await noTrace();
  });

  it('by a command of the user, of whose output only the last 4 KiB are kept', async () => {
    const { ending, report } = await diagnose([
      'nginx1',
      `--via=LAB_DIR=${lab.dir} ${nodeCommand.join(' ')} sh | tail -c 4096`,
    ]);
    expect(ending.code, matrix(report)).toBe(0);
    expect(report.transport).toMatchObject({ kind: 'via' });
    await noTrace();
  });

  it('by a console', async () => {
    const report = await byConsole(['nginx1'], async () => undefined);
    expect(report.verdict.status, matrix(report)).toBe('healthy');
    expect(report.target).toMatchObject({ namespace: 'default', pod: 'nginx1', container: 'nginx' });
    await noTrace();
  });

  it('on the node itself, with a command', async (context) => {
    context.skip(noNode !== '', noNode);
    const ending = await onTheNode([
      'local',
      'nginx1/nginx',
      '-o',
      'json',
      ...probeTimeout,
      '--',
      'cat',
      '/etc/hostname',
    ]);
    const report = reportOf(ending);
    expect(ending.code, matrix(report)).toBe(0);
    expect(report.target).toMatchObject({ namespace: 'default', pod: 'nginx1', container: 'nginx' });
    expect(new Set(report.userCommand.map(({ stdout }) => stdout))).toEqual(new Set(['nginx1\n']));
    await noTrace();
  });

  it("on the node itself, by a name that is nobody's", async (context) => {
    context.skip(noNode !== '', noNode);
    const { code, stdout, stderr } = await onTheNode(['local', 'nobody']);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(
      /No container of this node has the id or name "nobody"\.\nhint: These run here:\n(.*\n)*.*default\/nginx1\/nginx/,
    );
  });
});

const noDockerd = { containerd: 'the node has no dockerd', modern: 'the node has no dockerd' };

/** By ssh they are rows of the fault table. */
describe.each<{ fault: string; layer: string; scope: string; notIn?: Partial<Record<Mode, string>> }>([
  { fault: 'dockerd-hang', layer: 'dockerd', scope: 'node', notIn: noDockerd },
  { fault: 'containerd-hang', layer: 'containerd', scope: 'node' },
  { fault: 'shim-hang nginx1', layer: 'shim', scope: 'container' },
])('$fault', ({ fault: name, layer, scope, notIn }) => {
  const found = ({ verdict }: ReportDocument) => ({ layer: verdict.layer, scope: verdict.scope });

  it('is found on the node itself, and by a console', async (context) => {
    const missing = notIn?.[lab.mode] ?? notIn?.[variantOf[lab.mode] ?? lab.mode];
    context.skip(missing !== undefined, missing);
    context.skip(noNode !== '', noNode);
    try {
      const fromRecords = await byConsole(['nginx1'], () => fault(name.split(' ')));
      expect(found(fromRecords), matrix(fromRecords)).toEqual({ layer, scope });
      const ending = await onTheNode(['local', 'nginx1/nginx', '-o', 'json', ...probeTimeout]);
      const here = reportOf(ending);
      expect(found(here), matrix(here)).toEqual({ layer, scope });
      expect(ending.code).toBe(1);
      await eventually(10_000 * patience, ourProcesses);
    } finally {
      await healAll();
      await untilHealthy();
    }
    await noTrace();
  });
});

describe('a run by ssh that is ended', () => {
  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGKILL', undefined],
  ] as const)('%s leaves nothing', async (signal, code) => {
    try {
      await fault(['shim-hang', 'nginx1']);
      const running = start(['nginx1', ...ssh.flags, ...probeTimeout]);
      await running.said(/probing each layer/);
      await new Promise((resolve) => setTimeout(resolve, 2_000 * patience));
      running.kill(signal);
      const ending = await running.ended;
      expect({ code: ending.code, stdout: ending.stdout }).toEqual({ code, stdout: '' });
      // of a plugin that was killed, kubectl may still wait for the hung shim
      await eventually(15_000 * patience, async () => [
        ...(await ourProcesses()),
        ...(signal === 'SIGKILL' ? [] : ourChildren()),
      ]);
    } finally {
      await healAll();
      await untilHealthy();
    }
    await noTrace();
  });
});

it('says what ssh said', async () => {
  const { code, stdout, stderr } = await run(['nginx1', `--ssh-command=sh -c 'echo this is not ssh >&2; exit 255'`]);
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).toMatch(
    /error: The node could not be examined by ssh to \S+: it ended with 255: this is not ssh\.\nhint: See whether/,
  );
});
