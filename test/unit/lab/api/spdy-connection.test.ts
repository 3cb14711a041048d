import { duplexPair } from 'node:stream';
import { constants, createDeflate, deflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { SpdyConnection } from '../../../../lab/embedded/api/spdy-connection.ts';
import { spdyDictionary } from '../../../../lab/embedded/api/spdy-dictionary.ts';

const word = (text: string) => Buffer.concat([uint32(text.length), Buffer.from(text)]);
const uint32 = (value: number) => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
};
const length = (body: Buffer) => uint32(body.length).subarray(1);

/** Opens streams as kubectl does: their headers are compressed in one go. */
async function openings(names: readonly string[]): Promise<Buffer> {
  const deflate = createDeflate({ dictionary: spdyDictionary });
  const frames: Buffer[] = [];
  for (const [index, name] of names.entries()) {
    deflate.write(Buffer.concat([uint32(1), word('streamtype'), word(name)]));
    await new Promise<void>((resolve) => deflate.flush(constants.Z_SYNC_FLUSH, resolve));
    const block: Buffer = deflate.read();
    const body = Buffer.concat([uint32(2 * index + 1), uint32(0), Buffer.alloc(2), block]);
    frames.push(Buffer.concat([Buffer.from([0x80, 3, 0, 1, 0]), length(body), body]));
  }
  return Buffer.concat(frames);
}
const data = (id: number, payload: string, flags = 0) =>
  Buffer.concat([uint32(id), Buffer.from([flags]), length(Buffer.from(payload)), Buffer.from(payload)]);

async function read(chunks: readonly Buffer[]): Promise<string[]> {
  const [server, client] = duplexPair();
  client.resume();
  for (const chunk of chunks) client.write(chunk);
  client.end();
  const seen: string[] = [];
  for await (const event of new SpdyConnection(server).events(Buffer.alloc(0))) {
    const what = event.kind === 'stream' ? event.headers.get('streamtype') : event.kind === 'data' ? event.payload : '';
    seen.push(`${event.kind} ${event.id} ${what}`);
  }
  return seen;
}

const expected = ['stream 1 error', 'stream 3 stdin', 'data 3 hello', 'end 3 '];

describe('a SPDY connection', () => {
  it('reads streams, their data and their end', async () =>
    expect(await read([await openings(['error', 'stdin']), data(3, 'hello'), data(3, '', 1)])).toEqual(expected));
  it('in chunks of any size', async () => {
    const bytes = Buffer.concat([await openings(['error', 'stdin']), data(3, 'hello', 1)]);
    expect(await read([...bytes].map((byte) => Buffer.from([byte])))).toEqual(expected);
  });
  it('has the dictionary that everybody has', () =>
    expect(deflateSync('', { dictionary: spdyDictionary }).subarray(2, 6).toString('hex')).toBe('e3c6a7c2'));
});
