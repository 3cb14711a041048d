/** One piece of output, as dockerd multiplexes it on one connection. */
export interface Frame {
  readonly stream: 'stdout' | 'stderr';
  readonly payload: Buffer;
}

const headerLength = 8;

/** Takes dockerd's frames apart: a header of 8 bytes (1 or 2, three zeros, the length), then the payload. */
export async function* frames(source: AsyncIterable<Buffer>): AsyncGenerator<Frame> {
  let buffered = Buffer.alloc(0);
  for await (const chunk of source) {
    buffered = Buffer.concat([buffered, chunk]);
    while (buffered.length >= headerLength) {
      const end = headerLength + buffered.readUInt32BE(4);
      if (buffered.length < end) break;
      yield { stream: buffered[0] === 2 ? 'stderr' : 'stdout', payload: buffered.subarray(headerLength, end) };
      buffered = buffered.subarray(end);
    }
  }
}
