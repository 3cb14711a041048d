import { PassThrough } from 'node:stream';
import type { WebSocket } from 'ws';
import type { ExecChannels, ExecSession } from './exec-channels.ts';

export const subprotocols = ['v5.channel.k8s.io', 'v4.channel.k8s.io'];

/** The first byte of every message. 255 is of v5 only: it ends the channel that its payload names. */
const numbers = { stdin: 0, stdout: 1, stderr: 2, status: 3, close: 255 };

/** Kubernetes' channels on a WebSocket. */
export function webSocketChannels(client: WebSocket, session: ExecSession): ExecChannels {
  const stdin = new PassThrough();
  client.on('error', () => client.terminate());
  client.on('message', (message: Buffer) => {
    if (message[0] === numbers.stdin) stdin.write(message.subarray(1));
    if (message[0] === numbers.close && message[1] === numbers.stdin) stdin.end();
  });
  const send: ExecChannels['send'] = (channel, payload) =>
    client.send(Buffer.concat([Buffer.from([numbers[channel]]), Buffer.from(payload)]), { binary: true });
  // The first, empty message tells the client that the session is open.
  send(session.stdout ? 'stdout' : session.stderr ? 'stderr' : 'status', '');
  return { stdin, send, onClose: (listener) => client.on('close', listener), close: () => client.close(1000) };
}
