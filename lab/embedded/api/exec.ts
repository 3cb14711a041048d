import { type IncomingMessage, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Cluster } from '../cluster.ts';
import { DockerError } from '../docker/engine.ts';
import { frames } from '../docker/frames.ts';
import { type Fields, fields, number, text } from '../json.ts';
import type { ApiObject } from './objects.ts';
import { bareID, chooseContainer, containerStatus } from './pod-containers.ts';
import { ApiError, badRequest, serverError } from './status.ts';

const subprotocols = ['v5.channel.k8s.io', 'v4.channel.k8s.io'];
const channels = { stdin: 0, stdout: 1, stderr: 2, status: 3, resize: 4, close: 255 };

const sockets = new WebSocketServer({
  noServer: true,
  handleProtocols: (offered) => subprotocols.find((one) => offered.has(one)) ?? false,
});

interface Session {
  readonly containerID: string;
  readonly command: readonly string[];
  readonly stdin: boolean;
  readonly stdout: boolean;
  readonly stderr: boolean;
  readonly tty: boolean;
}

/** Serves an exec request over WebSocket. All that fails before the container is entered is an HTTP answer, as in Kubernetes. */
export async function serveExec(
  cluster: Cluster,
  pod: ApiObject,
  query: URLSearchParams,
  connection: { request: IncomingMessage; socket: Duplex; head: Buffer },
): Promise<void> {
  const { request, socket, head } = connection;
  if (request.headers.upgrade?.toLowerCase() !== 'websocket') {
    throw badRequest(`exec is served over WebSocket only here, not over ${request.headers.upgrade ?? 'plain HTTP'}`);
  }
  const container = chooseContainer(pod, query.get('container'));
  const phase = text(fields(pod.status).phase);
  if (phase === 'Succeeded' || phase === 'Failed') {
    throw badRequest(`cannot exec into a container in a completed pod; current phase is ${phase}`);
  }
  await cluster.faults.dial().catch((error: unknown) => {
    throw serverError(`error dialing backend: ${error instanceof Error ? error.message : error}`);
  });
  const session: Session = {
    containerID: await runningContainer(cluster, pod, container),
    command: query.getAll('command'),
    stdin: query.get('stdin') === 'true',
    stdout: query.get('stdout') === 'true',
    stderr: query.get('stderr') === 'true',
    tty: query.get('tty') === 'true',
  };
  if (socket.destroyed) return;
  sockets.handleUpgrade(request, socket, head, (client) => {
    run(cluster, session, client).catch((error: unknown) => {
      const message = error instanceof Error ? error.message : String(error);
      send(
        client,
        channels.status,
        JSON.stringify(new ApiError(500, 'InternalError', `Internal error occurred: ${message}`).status),
      );
      client.close();
    });
  });
}

/** Answers an upgrade request that is refused, on its bare connection. */
export function refuse(socket: Duplex, error: ApiError): void {
  const body = JSON.stringify(error.status);
  const headers = `Content-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close`;
  socket.end(`HTTP/1.1 ${error.code} ${STATUS_CODES[error.code]}\r\n${headers}\r\n\r\n${body}`);
}

/** The kubelet's own look whether the container is there: a paused one is not among those that it lists as running. */
async function runningContainer(cluster: Cluster, pod: ApiObject, container: string): Promise<string> {
  const id = bareID(text(containerStatus(pod, container).containerID));
  const gone = serverError(`container not found ("${container}")`);
  if (id === undefined) throw gone;
  const { State } = await cluster.docker.get(`/containers/${id}/json`).catch((error: unknown) => {
    throw error instanceof DockerError ? gone : error;
  });
  if (fields(State).Status !== 'running') throw gone;
  return id;
}

async function run({ docker, faults }: Cluster, session: Session, client: WebSocket): Promise<void> {
  // The first, empty message tells the client that the session is open.
  send(client, session.stdout ? channels.stdout : session.stderr ? channels.stderr : channels.status, '');
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
  client.on('message', (message: Buffer) => fromClient(message, stream));
  if (session.tty)
    for await (const payload of stream) await faults.pass().then(() => send(client, channels.stdout, payload));
  else
    for await (const frame of frames(stream))
      await faults.pass().then(() => send(client, channels[frame.stream], frame.payload));
  const { ExitCode } = await docker.get(`/exec/${id}/json`);
  await faults.pass();
  send(client, channels.status, JSON.stringify(exitStatus(number(ExitCode) ?? 0)));
  client.close();
}

function fromClient(message: Buffer, stdin: Duplex): void {
  if (message[0] === channels.stdin) stdin.write(message.subarray(1));
  if (message[0] === channels.close && message[1] === channels.stdin) stdin.end();
}

function send(client: WebSocket, channel: number, payload: Buffer | string): void {
  client.send(Buffer.concat([Buffer.from([channel]), Buffer.from(payload)]), { binary: true });
}

/** The last word of a session, on the status channel. */
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
