import WebSocket, { type ClientOptions, type RawData } from 'ws';
import * as z from 'zod/mini';
import { limits } from '../../limits.ts';
import type { GivenUp } from '../connection/connections.ts';
import type { Access } from '../credentials/login.ts';
import { ApiError, noAnswer, refusal } from './api-error.ts';
import { CappedOutput } from './bounded.ts';
import { type ApiRequest, type ContainerName, type Endpoint, podPath, urlOf, userAgent } from './endpoint.ts';
import { textOf } from './request.ts';

/** What came back from a command in a container. */
export interface ExecAnswer extends ExecEnding {
  readonly stdout: Uint8Array;
  readonly stderr: Uint8Array;
}

export interface ExecOptions {
  readonly signal: AbortSignal;
  readonly terminal: boolean;
  /** Is told of what is thrown away, as it comes. */
  readonly onSurplus: (bytes: number) => void;
}

/** v5 only adds the closing of standard input, to which nothing is ever written here. */
const subprotocols = ['v5.channel.k8s.io', 'v4.channel.k8s.io'];

const terminalQuery: readonly [string, string][] = [
  ['tty', 'true'],
  ['stdin', 'true'],
];

/** The status comes last, and a server closes the connection within a few milliseconds of it. */
const closingMs = 250;

/** The first byte of every message. */
const channels = { stdout: 1, stderr: 2, status: 3 } as const;

/**
 * Runs a command by the API's exec over a WebSocket, with nothing on standard input. No deadline but the signal's: as with
 * kubectl, the request time-out does not hold for exec.
 */
export async function execCommand(
  endpoint: Endpoint,
  pod: ContainerName,
  command: readonly string[],
  options: ExecOptions,
): Promise<ExecAnswer> {
  const { signal } = options;
  const access = await endpoint.login.access(signal);
  try {
    return await execWith(access, endpoint, pod, command, options);
  } catch (error) {
    if (!(error instanceof ApiError) || error.status !== 401) throw error;
    const other = await endpoint.login.accessInstead(access, signal);
    if (!other) throw error;
    return execWith(other, endpoint, pod, command, options);
  }
}

async function execWith(
  { headers, connections }: Access,
  endpoint: Endpoint,
  pod: ContainerName,
  command: readonly string[],
  { signal, terminal, onSurplus }: ExecOptions,
): Promise<ExecAnswer> {
  signal.throwIfAborted();
  const request: ApiRequest = { method: 'GET', path: `${podPath(pod)}/exec` };
  const query = new URLSearchParams([
    ['container', pod.container],
    ['stdout', 'true'],
    // a terminal has one output, and without an input kubelets of old give none
    ...(terminal ? terminalQuery : [['stderr', 'true'] as [string, string]]),
    ...command.map((argument): [string, string] => ['command', argument]),
  ]);
  const how: ClientOptions & GivenUp = {
    ...{ agent: connections.fresh, givenUp: signal },
    perMessageDeflate: false,
    maxPayload: limits.answerBytes,
    finishRequest(handshake) {
      handshake.setHeader('User-Agent', userAgent);
      for (const [name, value] of Object.entries(headers)) handshake.setHeader(name, value);
      handshake.end();
    },
  };
  const socket = new WebSocket(urlOf(endpoint, request.path, query), subprotocols, how);
  const close = () => socket.terminate();
  signal.addEventListener('abort', close);
  try {
    const answer = await conversation(socket, endpoint, request, onSurplus);
    signal.throwIfAborted();
    return answer;
  } catch (error) {
    signal.throwIfAborted();
    throw noAnswer(error, endpoint, request);
  } finally {
    signal.removeEventListener('abort', close);
    close();
  }
}

function conversation(
  socket: WebSocket,
  endpoint: Endpoint,
  request: ApiRequest,
  onSurplus: ExecOptions['onSurplus'],
): Promise<ExecAnswer> {
  const { promise, resolve, reject } = Promise.withResolvers<ExecAnswer>();
  const stdout = new CappedOutput(onSurplus);
  const stderr = new CappedOutput(onSurplus);
  let ending: ExecEnding | null = null;
  socket.on('message', (message) => {
    const bytes = bytesOf(message);
    const content = bytes.subarray(1);
    if (bytes[0] === channels.stdout) stdout.add(content);
    if (bytes[0] === channels.stderr) stderr.add(content);
    if (bytes[0] !== channels.status) return;
    ending = execEnding(content.subarray(0, limits.probeOutputBytes).toString());
    setTimeout(() => socket.terminate(), closingMs).unref();
  });
  socket.on('unexpected-response', (_, response) => {
    textOf(response)
      .then((text) => refusal(endpoint, request, response.statusCode ?? 0, text))
      .then(reject, reject);
  });
  socket.on('error', reject);
  socket.on('close', (code) => {
    const unfinished = { exitCode: null, statusMessage: `the connection was closed without a status (code ${code})` };
    resolve({ stdout: stdout.bytes(), stderr: stderr.bytes(), ...(ending ?? unfinished) });
  });
  return promise;
}

function bytesOf(message: RawData): Buffer {
  if (Array.isArray(message)) return Buffer.concat(message);
  return Buffer.isBuffer(message) ? message : Buffer.from(message);
}

/** How a command in a container ended. */
interface ExecEnding {
  /** The command's own; null where it did not get that far. */
  readonly exitCode: number | null;
  /** Empty where it ended well. */
  readonly statusMessage: string;
}

/** Reads the `Status` object of the v4 protocol. */
function execEnding(text: string): ExecEnding {
  try {
    const { status, details, message } = statusSchema.parse(JSON.parse(text));
    if (status === 'Success') return { exitCode: 0, statusMessage: '' };
    const exitCode = details?.causes?.find(({ reason }) => reason === 'ExitCode')?.message;
    return {
      exitCode: exitCode && isExitCode(exitCode) ? Number(exitCode) : null,
      statusMessage: message || 'it failed without a message',
    };
  } catch {
    // Older protocols, and what stands between, answer in plain text.
    return { exitCode: null, statusMessage: text };
  }
}

const text = z.nullish(z.string());
const statusSchema = z.object({
  status: text,
  message: text,
  details: z.nullish(z.object({ causes: z.nullish(z.array(z.object({ reason: text, message: text }))) })),
});

/** A process has no other. */
const isExitCode = (text: string): boolean => /^\d{1,3}$/.test(text) && Number(text) <= 255;
