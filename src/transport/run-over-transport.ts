import { execa } from 'execa';
import { limits } from '../limits.ts';
import { clean } from '../model/clean-text.ts';
import { Problem } from '../model/problem.ts';
import { decodeStream, decodeText, markIn } from '../records/decode.ts';
import type { NodeRecord } from '../records/record.ts';
import type { Transport } from './transport.ts';

export interface Followed {
  readonly records: readonly NodeRecord[];
  readonly from: 'output' | 'gist';
}

/**
 * Runs the standalone script over that transport, and takes its records. Throws a Problem where none came.
 * @param signal when it fires, the script is told to end, and what has come so far is the answer
 */
export async function runOverTransport(
  transport: Transport,
  script: string,
  { onRecord, signal }: { onRecord: (record: NodeRecord) => void; signal: AbortSignal },
): Promise<Followed> {
  const child = execa(transport.program, transport.words, {
    stdin: 'pipe',
    buffer: { stdout: false },
    maxBuffer: limits.savedRecordsBytes,
    forceKillAfterDelay: limits.scriptKillMs,
    reject: false,
    stripFinalNewline: true,
  });
  // it may end before it has read all of it
  child.stdin.on('error', () => undefined);
  child.stdin.write(script);
  if (transport.output === 'whole') child.stdin.end();
  const stop = () => {
    child.stdin.end();
    setTimeout(() => {
      child.kill();
      // what it has started may hold them open
      child.stdout.destroy();
      child.stderr.destroy();
    }, limits.scriptEndMs).unref();
  };
  signal.addEventListener('abort', stop, { once: true });
  if (signal.aborted) stop();
  const output = untilItBreaks(child.stdout);
  const followed =
    transport.output === 'stream' ? await takeAsTheyCome(output, onRecord) : await takeAtTheEnd(output, onRecord);
  child.stdin.end();
  const { exitCode, stderr, originalMessage } = await child;
  signal.removeEventListener('abort', stop);
  if (followed.records.length > 0 || signal.aborted) return followed;
  throw noRecords(transport, exitCode, clean(stderr || originalMessage || '').trim());
}

/** What has come before it was given up is kept. */
async function* untilItBreaks(output: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* output;
  } catch {
    // it was destroyed
  }
}

async function takeAtTheEnd(
  output: AsyncIterable<Uint8Array>,
  onRecord: (record: NodeRecord) => void,
): Promise<Followed> {
  const text = await textOf(output);
  const { records, from } = decodeText(text, markIn(text) ?? '');
  for (const record of records) onRecord(record);
  return { records, from };
}

async function takeAsTheyCome(
  output: AsyncIterable<Uint8Array>,
  onRecord: (record: NodeRecord) => void,
): Promise<Followed> {
  const records: NodeRecord[] = [];
  for await (const record of decodeStream(beginningOf(output))) {
    records.push(record);
    onRecord(record);
  }
  return { records, from: 'output' };
}

async function textOf(output: AsyncIterable<Uint8Array>): Promise<string> {
  return Buffer.concat(await Array.fromAsync(beginningOf(output))).toString('utf8');
}

/** More of it than the script can have printed, its brief at both ends included; the rest is read and left. */
async function* beginningOf(output: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  for await (const chunk of output) {
    if (bytes < limits.savedRecordsBytes) yield chunk;
    bytes += chunk.length;
  }
}

/** @param said what it printed on stderr */
function noRecords(transport: Transport, exitCode: number | undefined, said: string): Problem {
  const how = exitCode === undefined ? 'could not be started, or was killed' : `ended with ${exitCode}`;
  const what = {
    ssh: `The node could not be examined by ssh to ${transport.to}: it ${how}`,
    via: `The node could not be examined by ${JSON.stringify(transport.to)}: it ${how}`,
    local: `The node could not be examined: the script ${how}`,
  }[transport.kind];
  return new Problem(`${what}${said ? `: ${said.slice(-1_000)}` : ' and said nothing'}.`, {
    next: nextFor(transport, said),
  });
}

function nextFor(transport: Transport, said: string): string {
  if (transport.kind === 'local') return 'Run it as root.';
  if (/sudo: /.test(said)) {
    return 'sudo wants a password there: let the user have NOPASSWD, or name root with --ssh-target=root@HOST.';
  }
  if (transport.kind === 'via')
    return 'The command has to run, as root on the node, the shell script on its standard input.';
  return 'See whether you get in by hand; --ssh-target names another user or host, --ssh-command another way, such as `ssh -J BASTION`.';
}
