import { type Duplex, PassThrough } from 'node:stream';
import type { WebSocket } from 'ws';
import type { Cluster } from '../cluster.ts';
import { frames } from '../docker/frames.ts';
import { type Fields, number, text } from '../json.ts';
import { ApiError } from './status.ts';

export interface ExecSession {
  readonly containerID: string;
  readonly command: readonly string[];
  readonly stdin: boolean;
  readonly stdout: boolean;
  readonly stderr: boolean;
  readonly tty: boolean;
}

/** The first byte of every message. 255 is of v5 only: it ends the channel that its payload names. */
const channels = { stdin: 0, stdout: 1, stderr: 2, status: 3, close: 255 };

/** Runs the command, between a client's channels and dockerd. The last message, on the status channel, tells how it ended. */
export async function serveSession(cluster: Cluster, session: ExecSession, client: WebSocket): Promise<void> {
  const stdin = stdinOf(client);
  client.on('error', () => client.terminate());
  // The first, empty message tells the client that the session is open.
  send(client, session.stdout ? channels.stdout : session.stderr ? channels.stderr : channels.status, '');
  try {
    const exitCode = await run(cluster, session, client, stdin);
    await cluster.faults.pass();
    send(client, channels.status, JSON.stringify(exitStatus(exitCode)));
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    send(
      client,
      channels.status,
      JSON.stringify(new ApiError(500, 'InternalError', `Internal error occurred: ${message}`).status),
    );
  }
  client.close(1000);
}

async function run(
  { docker, faults }: Cluster,
  session: ExecSession,
  client: WebSocket,
  stdin: PassThrough,
): Promise<number> {
  const exec = await docker.post(`/containers/${session.containerID}/exec`, {
    Cmd: [...session.command],
    AttachStdin: session.stdin,
    AttachStdout: session.stdout,
    AttachStderr: session.stderr,
    Tty: session.tty,
  });
  const id = text(exec.Id) ?? '';
  const stream = await docker.hijack(`/exec/${id}/start`, { Detach: false, Tty: session.tty });
  client.on('close', () => stream.destroy());
  stdin.pipe(stream);
  for await (const { channel, payload } of session.tty ? raw(stream) : multiplexed(stream)) {
    await faults.pass();
    send(client, channel, payload);
  }
  return number((await docker.get(`/exec/${id}/json`)).ExitCode) ?? 0;
}

/** What the client sends, from the first byte on: it does not wait for the command to run. */
function stdinOf(client: WebSocket): PassThrough {
  const stdin = new PassThrough();
  client.on('message', (message: Buffer) => {
    if (message[0] === channels.stdin) stdin.write(message.subarray(1));
    if (message[0] === channels.close && message[1] === channels.stdin) stdin.end();
  });
  return stdin;
}

async function* raw(stream: Duplex): AsyncGenerator<{ channel: number; payload: Buffer }> {
  for await (const payload of stream) yield { channel: channels.stdout, payload };
}

async function* multiplexed(stream: Duplex): AsyncGenerator<{ channel: number; payload: Buffer }> {
  for await (const frame of frames(stream)) yield { channel: channels[frame.stream], payload: frame.payload };
}

function send(client: WebSocket, channel: number, payload: Buffer | string): void {
  client.send(Buffer.concat([Buffer.from([channel]), Buffer.from(payload)]), { binary: true });
}

function exitStatus(exitCode: number): Fields {
  if (exitCode === 0) return { metadata: {}, status: 'Success' };
  return {
    metadata: {},
    status: 'Failure',
    message: `command terminated with non-zero exit code: Error executing in Docker Container: ${exitCode}`,
    reason: 'NonZeroExitCode',
    details: { causes: [{ reason: 'ExitCode', message: String(exitCode) }] },
  };
}
