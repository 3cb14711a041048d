import type { Duplex } from 'node:stream';
import type { Cluster } from '../cluster.ts';
import { frames } from '../docker/frames.ts';
import { type Fields, number, text } from '../json.ts';
import type { ExecChannels, ExecSession } from './exec-channels.ts';
import { ApiError } from './status.ts';

/** Runs the command, between a client's channels and dockerd. The last word, on the status channel, tells how it ended. */
export async function serveSession(cluster: Cluster, session: ExecSession, client: ExecChannels): Promise<void> {
  try {
    const exitCode = await run(cluster, session, client);
    await cluster.faults.pass();
    client.send('status', JSON.stringify(exitStatus(exitCode)));
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    client.send(
      'status',
      JSON.stringify(new ApiError(500, 'InternalError', `Internal error occurred: ${message}`).status),
    );
  }
  client.close();
}

async function run({ docker, faults }: Cluster, session: ExecSession, client: ExecChannels): Promise<number> {
  const exec = await docker.post(`/containers/${session.containerID}/exec`, {
    Cmd: [...session.command],
    AttachStdin: session.stdin,
    AttachStdout: session.stdout,
    AttachStderr: session.stderr,
    Tty: session.tty,
  });
  const id = text(exec.Id) ?? '';
  const stream = await docker.hijack(`/exec/${id}/start`, { Detach: false, Tty: session.tty });
  client.onClose(() => stream.destroy());
  client.stdin.pipe(stream);
  for await (const frame of session.tty ? raw(stream) : frames(stream)) {
    await faults.pass();
    client.send(frame.stream, frame.payload);
  }
  return number((await docker.get(`/exec/${id}/json`)).ExitCode) ?? 0;
}

/** With a terminal dockerd does not multiplex. */
async function* raw(stream: Duplex): AsyncGenerator<{ stream: 'stdout'; payload: Buffer }> {
  for await (const payload of stream) yield { stream: 'stdout', payload };
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
