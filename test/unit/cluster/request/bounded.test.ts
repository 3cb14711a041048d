import { describe, expect, it } from 'vitest';
import { atMost, bytesOf, linesOf, TooLong } from '../../../../src/cluster/request/bounded.ts';
import { collect } from '../collect.ts';

/** The same bytes in chunks of that size. */
async function* inChunks(text: string, size: number) {
  const bytes = Buffer.from(text);
  for (let start = 0; start < bytes.length; start += size) yield bytes.subarray(start, start + size);
}

/** Never ends, and tells how much was taken of it and whether it was closed. */
function endless(size: number) {
  const seen = { bytes: 0, closed: false };
  async function* chunks() {
    try {
      for (;;) {
        seen.bytes += size;
        yield new Uint8Array(size).fill(0x61);
      }
    } finally {
      seen.closed = true;
    }
  }
  return { seen, chunks: chunks() };
}

describe('a body', () => {
  it.each([1, 7, 100_000])('is whole, in chunks of %d bytes', async (size) => {
    const text = 'ü1234567'.repeat(1_000);
    expect((await bytesOf(inChunks(text, size))).toString()).toBe(text);
  });
  it('may have exactly so many bytes', async () => expect(await bytesOf(inChunks('1234', 2), 4)).toHaveLength(4));
  it('without an end is given up, and its source closed', async () => {
    const { seen, chunks } = endless(1_000);
    await expect(bytesOf(chunks, 10_000)).rejects.toBeInstanceOf(TooLong);
    expect(seen).toEqual({ bytes: 11_000, closed: true });
  });
  it('costs about what is in it, though each chunk is a single byte', async () => {
    const before = process.memoryUsage().rss;
    await expect(bytesOf(endless(1).chunks, 2_000_000)).rejects.toBeInstanceOf(TooLong);
    expect((process.memoryUsage().rss - before) / 1_048_576).toBeLessThan(150);
  });
});

describe('a stream', () => {
  it('passes on what it may', async () => {
    const passed: number[] = [];
    const all = async () => {
      for await (const chunk of atMost(endless(1_000).chunks, 2_500)) passed.push(chunk.length);
    };
    await expect(all()).rejects.toThrow(/longer than/);
    expect(passed).toEqual([1_000, 1_000]);
  });
});

describe('lines', () => {
  it.each([1, 2, 3, 100])('are whole, in chunks of %d bytes', async (size) =>
    expect(await collect(linesOf(inChunks('ä\n\nbc\nrest', size)))).toEqual(['ä', '', 'bc']),
  );
  it('are many, and each within the limit', async () =>
    expect(await collect(linesOf(inChunks('12345\n'.repeat(100), 7), 10))).toHaveLength(100));
  it('one without an end is given up, and its source closed', async () => {
    const { seen, chunks } = endless(1_000);
    await expect(collect(linesOf(chunks, 10_000))).rejects.toBeInstanceOf(TooLong);
    expect(seen).toEqual({ bytes: 11_000, closed: true });
  });
});
