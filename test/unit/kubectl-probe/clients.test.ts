import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { ApiError } from '../../../src/cluster/request/api-error.ts';
import type { ExecAnswer } from '../../../src/cluster/request/exec.ts';
import { killGroup } from '../../../src/kill-group.ts';
import { apiClient } from '../../../src/kubectl-probe/api-client.ts';
import { kubectlClient, kubectlFlags } from '../../../src/kubectl-probe/kubectl-client.ts';

const container = { namespace: 'shop', name: 'nginx1', container: 'nginx' };
const never = new AbortController().signal;

describe('the flags that lead kubectl to the same API server as the same user', () => {
  it.each<[Parameters<typeof kubectlFlags>[0], string[]]>([
    [{ asGroup: [] }, []],
    [{ asGroup: [], kubeconfig: '/a b', context: 'prod' }, ['--kubeconfig=/a b', '--context=prod']],
    [{ asGroup: ['x', 'y,z'], as: 'jane' }, ['--as=jane', '--as-group=x', '--as-group=y,z']],
    [
      { asGroup: [], server: 'https://x', token: 't', insecureSkipTlsVerify: true },
      ['--server=https://x', '--token=t', '--insecure-skip-tls-verify'],
    ],
    [{ asGroup: [], cluster: 'c', user: 'u' }, ['--cluster=c', '--user=u']],
    // does nothing for exec
    [{ asGroup: [], requestTimeoutMs: 5000 }, []],
  ])('%j: %j', (flags, words) => expect(kubectlFlags(flags)).toEqual(words));
});

vi.mock(import('../../../src/kill-group.ts'), async (original) => {
  const { killGroup } = await original();
  return { killGroup: vi.fn(killGroup) };
});

describe("the user's own kubectl", () => {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'kubectl-probe-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  /** A program in its place. */
  async function kubectl(text: string, signal = never, timeoutMs = 5000) {
    const program = join(folder, 'kubectl');
    await writeFile(program, `#!/bin/sh\n${text}\n`);
    await chmod(program, 0o755);
    return kubectlClient(program, { asGroup: [], token: 's3cret' }, { PATH: '/usr/bin:/bin', X: '1' }).run(
      container,
      ['/bin/echo', "a'b $(x)"],
      timeoutMs,
      signal,
    );
  }

  it('gets each word as it is, and the environment that it was given', async () =>
    expect(await kubectl(`printf '%s\\n' "$@" "$X"`)).toMatchObject({
      end: 'answered',
      exitCode: 0,
      output: "exec\n--token=s3cret\n-n\nshop\nnginx1\n-c\nnginx\n--\n/bin/echo\na'b $(x)\n1\n",
    }));
  it('is not killed once it has ended: its number may be that of another program', async () => {
    vi.mocked(killGroup).mockClear();
    const given = new AbortController();
    await kubectl('exit 0', given.signal, 150);
    await sleep(200);
    given.abort();
    // it has ended, and what holds its output open is in a session of its own
    await kubectl('setsid sleep 2 & exit 0', never, 300);
    expect(killGroup).not.toHaveBeenCalled();
  });
  it('gives both outputs and its exit code', async () =>
    expect(await kubectl('echo out; echo err >&2; exit 126')).toMatchObject({
      exitCode: 126,
      output: expect.stringMatching(/^(out\nerr|err\nout)\n$/),
    }));
  it('comes to its end however much is printed, and has the last word', async () => {
    const attempt = await kubectl(
      "echo first; head -c 300000 /dev/zero | tr '\\0' ' '; head -c 300000 /dev/zero >&2; echo 'command terminated with exit code 3' >&2; exit 3",
    );
    expect(attempt).toMatchObject({
      ...{ end: 'answered', exitCode: 3 },
      output: expect.stringMatching(/^first\n.*command terminated with exit code 3\n$/s),
    });
    expect('output' in attempt && attempt.output.length).toBeLessThan(70_000);
  });
  it.each([
    ['at once', 'exec yes', 5000],
    ['at the deadline, where it is slower', 'head -c 100000 /dev/zero; exec sleep 30', 500],
  ])('is cut off where it prints without an end: %s', async (_, text, timeoutMs) =>
    expect(await kubectl(text, never, timeoutMs)).toMatchObject({ end: 'endless' }),
  );
  it('has no exit code where it was killed', async () =>
    expect(await kubectl('kill -KILL $$')).toMatchObject({ exitCode: null }));
  it('hangs no longer than the deadline', async () =>
    expect(await kubectl('exec sleep 30', never, 100)).toMatchObject({ end: 'hang' }));
  it('nor by what it started, which holds its output open', async () => {
    const attempt = await kubectl('sleep 1 & exec sleep 30', never, 100);
    expect(attempt.end === 'hang' && attempt.durationMs).toBeLessThan(800);
  });
  it('ends when nobody wants it any more', async () => {
    const wanted = new AbortController();
    setTimeout(() => wanted.abort(), 50);
    await expect(kubectl('exec sleep 30', wanted.signal)).rejects.toThrow();
  });
  it('is not tried where there is none', async () =>
    expect(await kubectlClient(join(folder, 'none'), { asGroup: [] }, {}).run(container, [], 1000, never)).toEqual({
      end: 'not-tried',
      reason: 'kubectl was not found',
    }));
  it('is told without the token', () =>
    expect(kubectlClient('/x/kubectl', { asGroup: [], token: 's3cret' }, {}).describe(container, ['ls'])).toEqual(
      'kubectl exec --token=… -n shop nginx1 -c nginx -- ls'.split(' '),
    ));
});

describe('the API client', () => {
  const answer = (more: Partial<ExecAnswer>): ExecAnswer => ({
    stdout: Buffer.from(''),
    stderr: Buffer.from(''),
    exitCode: 0,
    statusMessage: '',
    ...more,
  });
  const run = (exec: (signal: AbortSignal) => Promise<ExecAnswer>, timeoutMs = 1000, signal = never) =>
    apiClient({ exec: (_container, _command, stop) => exec(stop) }).run(container, ['ls'], timeoutMs, signal);
  const untilAborted = (signal: AbortSignal) =>
    new Promise<never>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));

  it('gives both outputs', async () =>
    expect(await run(async () => answer({ stdout: Buffer.from('out'), stderr: Buffer.from('err') }))).toMatchObject({
      end: 'answered',
      exitCode: 0,
      output: 'outerr',
    }));
  it('and why it failed', async () =>
    expect(await run(async () => answer({ exitCode: 126, statusMessage: 'command terminated' }))).toMatchObject({
      exitCode: 126,
      output: 'command terminated',
    }));
  it('ends with 1 as kubectl does where no program has ended, and gives no word of one', async () =>
    expect(
      await run(async () =>
        answer({ exitCode: null, stdout: Buffer.from('x509'), statusMessage: 'Internal error occurred: y' }),
      ),
    ).toMatchObject({ exitCode: 1, output: 'Internal error occurred: y' }));
  it.each([
    ['at once', 10_000_000],
    ['at the deadline', 1],
  ])('is cut off where more comes than is kept, and no end: %s', async (_, bytes) => {
    const client = apiClient({
      exec(_container, _command, signal, options) {
        options?.onSurplus?.(bytes);
        return signal.aborted ? Promise.reject(signal.reason) : untilAborted(signal);
      },
    });
    expect(await client.run(container, ['ls'], 100, never)).toMatchObject({ end: 'endless' });
  });
  it("tells the API server's refusal as kubectl does", async () =>
    expect(
      await run(async () => {
        throw new ApiError('error dialing backend: x', 'GET /x', 'https://x', 500, 'InternalError');
      }),
    ).toMatchObject({ end: 'answered', exitCode: 1, output: 'Error from server: error dialing backend: x' }));
  it('hangs no longer than the deadline', async () =>
    expect(await run(untilAborted, 20)).toMatchObject({ end: 'hang' }));
  it('ends when nobody wants it any more', async () => {
    const wanted = new AbortController();
    setTimeout(() => wanted.abort(), 20);
    await expect(run(untilAborted, 1000, wanted.signal)).rejects.toThrow();
  });
  it('is told as the kubectl command that does the same', () =>
    expect(
      apiClient({ exec: (_container, _command, signal) => untilAborted(signal) })
        .describe(container, ['ls'])
        .join(' '),
    ).toBe('kubectl exec -n shop nginx1 -c nginx -- ls'));
});
