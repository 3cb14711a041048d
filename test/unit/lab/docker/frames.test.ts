import { expect, it } from 'vitest';
import { frames } from '../../../../lab/embedded/docker/frames.ts';

const frame = (stream: 1 | 2, payload: string) => {
  const header = Buffer.from([stream, 0, 0, 0, 0, 0, 0, 0]);
  header.writeUInt32BE(Buffer.byteLength(payload), 4);
  return Buffer.concat([header, Buffer.from(payload)]);
};
async function read(chunks: Buffer[]): Promise<string[]> {
  const source = (async function* () {
    yield* chunks;
  })();
  const seen: string[] = [];
  for await (const { stream, payload } of frames(source)) seen.push(`${stream}: ${payload}`);
  return seen;
}
const both = Buffer.concat([frame(1, 'out'), frame(2, 'error')]);

it('two frames in one chunk', async () => expect(await read([both])).toEqual(['stdout: out', 'stderr: error']));
it('a byte a chunk', async () =>
  expect(await read([...both].map((byte) => Buffer.from([byte])))).toEqual(['stdout: out', 'stderr: error']));
it('an empty frame', async () => expect(await read([frame(1, '')])).toEqual(['stdout: ']));
it('a frame cut short is dropped', async () => expect(await read([both.subarray(0, -1)])).toEqual(['stdout: out']));
