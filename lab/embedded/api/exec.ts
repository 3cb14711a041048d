import { type IncomingMessage, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import type { Cluster } from '../cluster.ts';
import { DockerError } from '../docker/engine.ts';
import { fields, text } from '../json.ts';
import type { ExecSession } from './exec-channels.ts';
import { serveSession } from './exec-session.ts';
import type { ApiObject } from './objects.ts';
import { bareID, chooseContainer, containerStatus } from './pod-containers.ts';
import { spdyChannels } from './spdy-channels.ts';
import { ApiError, badRequest, serverError } from './status.ts';
import { subprotocols, webSocketChannels } from './websocket-channels.ts';

const sockets = new WebSocketServer({
  noServer: true,
  handleProtocols: (offered) => subprotocols.find((one) => offered.has(one)) ?? false,
});

/** Serves an exec request, over WebSocket or SPDY. All that fails before the container is entered is an HTTP answer, as in Kubernetes. */
export async function serveExec(
  cluster: Cluster,
  pod: ApiObject,
  query: URLSearchParams,
  connection: { request: IncomingMessage; socket: Duplex; head: Buffer },
): Promise<void> {
  const { request, socket, head } = connection;
  const container = chooseContainer(pod, query.get('container'));
  const phase = text(fields(pod.status).phase);
  if (phase === 'Succeeded' || phase === 'Failed') {
    throw badRequest(`cannot exec into a container in a completed pod; current phase is ${phase}`);
  }
  const instead = cluster.answers.exec(pod.metadata.name);
  if (instead?.reason !== undefined) throw new ApiError(instead.code, instead.reason, instead.text);
  if (instead) return end(socket, instead.code, 'text/plain; charset=utf-8', instead.text);
  await cluster.faults.dial().catch((error: unknown) => {
    throw serverError(`error dialing backend: ${error instanceof Error ? error.message : error}`);
  });
  const containerID = await runningContainer(cluster, pod, container).catch((error: unknown) => {
    // the kubelet's own words again, which kubectl does not show
    const message = `rpc error: code = Unknown desc = ${error instanceof Error ? error.message : error}`;
    end(socket, 500, 'text/plain; charset=utf-8', message);
    return null;
  });
  if (containerID === null) return;
  if (containerID === undefined) {
    end(socket, 500, 'text/plain; charset=utf-8', `container not found ("${container}")`); // the kubelet's own words
    return;
  }
  const session: ExecSession = {
    containerID,
    command: query.getAll('command'),
    stdin: query.get('stdin') === 'true',
    stdout: query.get('stdout') === 'true',
    stderr: query.get('stderr') === 'true',
    tty: query.get('tty') === 'true',
  };
  if (socket.destroyed) return;
  if (/^spdy/i.test(request.headers.upgrade ?? '')) {
    await serveSession(cluster, session, await spdyChannels(socket, head, session));
    return;
  }
  sockets.handleUpgrade(request, socket, head, (client) => {
    void serveSession(cluster, session, webSocketChannels(client, session));
  });
}

/** Answers an upgrade request that is refused, on its bare connection. */
export function refuse(socket: Duplex, error: ApiError): void {
  end(socket, error.code, 'application/json', JSON.stringify(error.status));
}

function end(socket: Duplex, code: number, contentType: string, body: string): void {
  const headers = `Content-Type: ${contentType}\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close`;
  socket.end(`HTTP/1.1 ${code} ${STATUS_CODES[code]}\r\n${headers}\r\n\r\n${body}`);
}

/** The kubelet's own look whether the container is there: a paused one is not among those that it lists as running. */
async function runningContainer(cluster: Cluster, pod: ApiObject, container: string): Promise<string | undefined> {
  const id = bareID(text(containerStatus(pod, container).containerID));
  if (id === undefined) return undefined;
  try {
    const { State } = await cluster.docker.get(`/containers/${id}/json`);
    return fields(State).Status === 'running' ? id : undefined;
  } catch (error) {
    if (error instanceof DockerError && error.code === 404) return undefined;
    throw error;
  }
}
