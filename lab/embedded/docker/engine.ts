import { Agent, type IncomingMessage, request } from 'node:http';
import type { Duplex } from 'node:stream';
import { text as textOf } from 'node:stream/consumers';
import { type Fields, fields, type Json, list, parseObject, text } from '../json.ts';

/** dockerd answered, and said no. */
export class DockerError extends Error {
  readonly code: number;

  constructor(code: number, message: string) {
    super(`Error response from daemon: ${message}`);
    this.code = code;
  }
}

/** dockerd's HTTP API on its Unix socket. Nothing here has a time limit: a daemon that hangs is to be felt. */
export class Docker {
  readonly #socketPath: string;
  /** As a kubelet does, it keeps its connections: dockerd answers on them also when it can accept no new one. */
  readonly #kept = new Agent({ keepAlive: true });

  constructor(socketPath: string) {
    this.#socketPath = socketPath;
  }

  async get(path: string): Promise<Fields> {
    return fields(await this.#json('GET', path));
  }

  async list(path: string): Promise<readonly Fields[]> {
    return list(await this.#json('GET', path)).map(fields);
  }

  async post(path: string, body: Fields = {}): Promise<Fields> {
    return fields(await this.#json('POST', path, body));
  }

  async delete(path: string): Promise<void> {
    await this.#json('DELETE', path);
  }

  /** The body of the answer, as it comes. */
  async stream(method: 'GET' | 'POST', path: string): Promise<IncomingMessage> {
    return new Promise((resolve, reject) => {
      request({ socketPath: this.#socketPath, method, path, agent: this.#kept }, (answer) => {
        failed(answer).then((error) => (error ? reject(error) : resolve(answer)), reject);
      })
        .on('error', (error) => reject(this.#unreachable(error)))
        .end();
    });
  }

  /** Turns the request's connection into the stream of an exec session. */
  async hijack(path: string, body: Fields): Promise<Duplex> {
    const headers = { 'content-type': 'application/json', connection: 'Upgrade', upgrade: 'tcp' };
    return new Promise((resolve, reject) => {
      request({ socketPath: this.#socketPath, method: 'POST', path, headers, agent: false })
        .on('upgrade', (_, socket, head) => {
          if (head.length > 0) socket.unshift(head);
          resolve(socket);
        })
        .on('response', (answer) => {
          failed(answer).then((error) => reject(error ?? new Error('dockerd did not upgrade the connection')), reject);
        })
        .on('error', (error) => reject(this.#unreachable(error)))
        .end(JSON.stringify(body));
    });
  }

  /** As docker's own client tells that nobody answers there. */
  #unreachable(error: NodeJS.ErrnoException): Error {
    if (error.code !== 'ECONNREFUSED' && error.code !== 'ENOENT') return error;
    return new Error(
      `Cannot connect to the Docker daemon at unix://${this.#socketPath}. Is the docker daemon running?`,
    );
  }

  async #json(method: string, path: string, body?: Fields): Promise<Json> {
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      const headers = body === undefined ? {} : { 'content-type': 'application/json' };
      request({ socketPath: this.#socketPath, method, path, headers, agent: this.#kept }, resolve)
        .on('error', (error) => reject(this.#unreachable(error)))
        .end(body === undefined ? undefined : JSON.stringify(body));
    });
    const error = await failed(answer);
    if (error) throw error;
    const source = await textOf(answer);
    if (source.trim().startsWith('[')) return list(parseObject(`{"items":${source}}`).items);
    return source.trim().startsWith('{') ? parseObject(source) : null;
  }
}

async function failed(answer: IncomingMessage): Promise<DockerError | undefined> {
  const code = answer.statusCode ?? 0;
  if (code < 400) return undefined;
  const source = await textOf(answer);
  const message = source.startsWith('{') ? text(parseObject(source).message) : undefined;
  return new DockerError(code, message ?? source);
}
