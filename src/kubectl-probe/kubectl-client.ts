import type { ChildProcess } from 'node:child_process';
import { performance } from 'node:perf_hooks';
import type { Readable } from 'node:stream';
import { execa } from 'execa';
import type { ConnectionFlags } from '../cluster/kubeconfig/destination.ts';
import { killGroup } from '../kill-group.ts';
import { limits } from '../limits.ts';
import { BothEnds } from './both-ends.ts';
import type { Attempt, ExecClient, ExecTarget } from './exec-client.ts';

/**
 * The user's own kubectl: its version, its proxy and what stands between it and the API server are part of what breaks.
 * It has a deadline of ours, for --request-timeout does nothing for exec.
 */
export function kubectlClient(program: string, flags: ConnectionFlags, env: NodeJS.ProcessEnv): ExecClient {
  const words = ({ namespace, name, container }: ExecTarget, command: readonly string[]) => [
    'exec',
    ...kubectlFlags(flags),
    '-n',
    namespace,
    name,
    '-c',
    container,
    '--',
    ...command,
  ];
  return {
    describe: (container, command) => ['kubectl', ...words(container, command).map(hideToken)],
    async run(container, command, timeoutMs, signal): Promise<Attempt> {
      signal.throwIfAborted();
      const started = performance.now();
      // a process group of its own: a credential plugin that it waits for must end with it
      const kubectl = execa(program, words(container, command), {
        ...{ env, extendEnv: false, detached: true, stdin: 'ignore', reject: false, buffer: false },
      });
      const outputs = [kubectl.stdout, kubectl.stderr];
      const end = () => {
        // once it has ended, its number may be somebody else's
        if (lives(kubectl.nodeChildProcess)) killGroup(kubectl.pid);
        // what has left its group may hold them open
        for (const output of outputs) output.destroy();
      };
      const enough = new AbortController();
      const printed = outputs.map((output) => keepEnds(output, () => enough.abort()));
      const timer = AbortSignal.timeout(timeoutMs);
      const any = AbortSignal.any([timer, signal, enough.signal]);
      any.addEventListener('abort', end, { once: true });
      const result = await kubectl;
      any.removeEventListener('abort', end);
      const durationMs = Math.round(performance.now() - started);
      signal.throwIfAborted();
      // each for itself: kubectl's own last line is the last of stderr
      const [stdout = '', stderr = ''] = printed.map((ends) => ends.text());
      const output = `${stdout}${stderr}`;
      if (enough.signal.aborted || (timer.aborted && printed.some(({ isCut }) => isCut))) {
        return { end: 'endless', output, durationMs };
      }
      if (timer.aborted) return { end: 'hang', durationMs };
      if (result.exitCode === undefined && result.code === 'ENOENT') {
        return { end: 'not-tried', reason: 'kubectl was not found' };
      }
      return { end: 'answered', exitCode: result.exitCode ?? null, output, stdout, durationMs };
    },
  };
}

const lives = ({ exitCode, signalCode }: ChildProcess): boolean => exitCode === null && signalCode === null;

/** Kubectl goes on to its own end however much a program prints, but not without an end. */
function keepEnds(output: Readable, onEnough: () => void): BothEnds {
  const ends = new BothEnds(limits.probeOutputBytes / 2);
  output.on('data', (chunk: Buffer) => {
    ends.add(chunk);
    if (ends.bytes > limits.probeReadBytes) onEnough();
  });
  return ends;
}

const hideToken = (word: string) => (word.startsWith('--token=') ? '--token=…' : word);

/** The flags that make kubectl speak to the same API server as the same user. */
export function kubectlFlags(flags: ConnectionFlags): string[] {
  const values: readonly (readonly [string, string | null | undefined])[] = [
    ['kubeconfig', flags.kubeconfig],
    ['context', flags.context],
    ['cluster', flags.cluster],
    ['user', flags.user],
    ['as', flags.as],
    ['server', flags.server],
    ['token', flags.token],
  ];
  return [
    ...values.flatMap(([name, value]) => (value === null || value === undefined ? [] : [`--${name}=${value}`])),
    ...flags.asGroup.map((group) => `--as-group=${group}`),
    ...(flags.insecureSkipTlsVerify ? ['--insecure-skip-tls-verify'] : []),
  ];
}
