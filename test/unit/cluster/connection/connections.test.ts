import http from 'node:http';
import https from 'node:https';
import net from 'node:net';
import { expect, it } from 'vitest';
import { connectionsTo } from '../../../../src/cluster/connection/connections.ts';
import { clusterAt } from '../../../../src/cluster/kubeconfig/kubeconfig.ts';
import { certificateData, json, startServer } from '../test-server.ts';

const nobody = {
  headers: {},
  clientCertificate: undefined,
  clientKey: undefined,
  kind: 'lasting',
  renewAtMs: Number.POSITIVE_INFINITY,
} as const;
const authority = { certificateAuthority: { file: undefined, base64: certificateData('authority.crt') } };

/** The error code, or the status, of a request over connections that have 50 ms to come about. */
function outcomeOf(url: string): Promise<string | number | undefined> {
  const { kept } = connectionsTo({ ...clusterAt(url), ...authority }, nobody, null, 50);
  return new Promise((resolve) =>
    (url.startsWith('https') ? https : http)
      .get(url, { agent: kept }, (response) => resolve(response.resume().statusCode))
      .on('error', (error) => resolve('code' in error ? String(error.code) : error.message)),
  );
}

it('a server that never answers the TLS handshake is given up', async () => {
  const sockets: net.Socket[] = [];
  const server = net.createServer((socket) => sockets.push(socket));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : 0;
  expect(await outcomeOf(`https://127.0.0.1:${port}`)).toBe('ETIMEDOUT');
  for (const socket of sockets) socket.destroy();
  server.close();
});

it.each(['http', 'https'] as const)('an answer over %s may take longer than the connection', async (scheme) => {
  await using server = await startServer((...exchange) => setTimeout(() => json({})(...exchange), 100), scheme);
  expect(await outcomeOf(server.url)).toBe(200);
});
