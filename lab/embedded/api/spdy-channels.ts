import { type Duplex, PassThrough } from 'node:stream';
import type { ExecChannels, ExecSession } from './exec-channels.ts';
import { SpdyConnection } from './spdy-connection.ts';

/** Accepts the upgrade to SPDY, and waits until the client has opened the streams that the session needs. */
export async function spdyChannels(socket: Duplex, head: Buffer, session: ExecSession): Promise<ExecChannels> {
  const headers = 'Upgrade: SPDY/3.1\r\nConnection: Upgrade\r\nX-Stream-Protocol-Version: v4.channel.k8s.io';
  socket.write(`HTTP/1.1 101 Switching Protocols\r\n${headers}\r\n\r\n`);
  const connection = new SpdyConnection(socket);
  const stdin = new PassThrough();
  const ids = new Map<string, number>();
  const missing = new Set(['error', ...(['stdin', 'stdout', 'stderr'] as const).filter((name) => session[name])]);
  await new Promise<void>((resolve, reject) => {
    void (async () => {
      for await (const event of connection.events(head)) {
        const isStdin = event.id === ids.get('stdin');
        if (event.kind === 'stream') {
          const name = event.headers.get('streamtype') ?? '';
          ids.set(name, event.id);
          missing.delete(name);
          if (missing.size === 0) resolve();
        } else if (isStdin && event.kind === 'data') stdin.write(event.payload);
        else if (isStdin) stdin.end();
      }
      reject(new Error('the client left before its streams were open'));
    })().catch(reject);
  });
  return {
    stdin,
    send(channel, payload) {
      const id = ids.get(channel === 'status' ? 'error' : channel);
      if (id !== undefined) connection.send(id, payload);
    },
    onClose: (listener) => socket.on('close', listener),
    close() {
      for (const id of ids.values()) connection.send(id, '', true);
      socket.end();
    },
  };
}
