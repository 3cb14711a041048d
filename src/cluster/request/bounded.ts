import { limits } from '../../limits.ts';

/** Whoever sends this much has something else in mind than to answer. */
export class TooLong extends Error {
  constructor(limitBytes: number) {
    super(`it is longer than ${limitBytes / 1_048_576} MiB`);
  }
}

/** The same chunks, of which there may be so many bytes; then it throws a `TooLong`, and the source is closed. */
export async function* atMost(
  chunks: AsyncIterable<Uint8Array>,
  limitBytes = limits.answerBytes,
): AsyncGenerator<Uint8Array> {
  let left = limitBytes;
  for await (const chunk of chunks) {
    left -= chunk.length;
    if (left < 0) throw new TooLong(limitBytes);
    yield chunk;
  }
}

/** All bytes, up to the limit. */
export async function bytesOf(chunks: AsyncIterable<Uint8Array>, limitBytes = limits.answerBytes): Promise<Buffer> {
  const bytes = new Gathered();
  for await (const chunk of atMost(chunks, limitBytes)) bytes.add(chunk);
  return bytes.take();
}

/** The lines, however they are cut into chunks. A last line that was cut off is none, and one that is too long throws. */
export async function* linesOf(
  chunks: AsyncIterable<Uint8Array>,
  limitBytes = limits.answerBytes,
): AsyncGenerator<string> {
  const line = new Gathered();
  for await (const chunk of chunks) {
    let start = 0;
    for (let end = chunk.indexOf(newline); end >= 0; end = chunk.indexOf(newline, start)) {
      line.add(chunk.subarray(start, end));
      start = end + 1;
      yield line.take().toString();
    }
    line.add(chunk.subarray(start));
    if (line.length > limitBytes) throw new TooLong(limitBytes);
  }
}

const newline = 0x0a;

/** Bytes that come in pieces. Many small ones are put together: each costs a hundred times what is in it. */
class Gathered {
  length = 0;
  #pieces: Uint8Array[] = [];
  #small: Uint8Array[] = [];

  add(piece: Uint8Array): void {
    this.length += piece.length;
    if (this.#small.push(piece) < smallPieces) return;
    this.#pieces.push(Buffer.concat(this.#small));
    this.#small = [];
  }

  /** All that has come; it begins anew. */
  take(): Buffer {
    const all = Buffer.concat([...this.#pieces, ...this.#small]);
    this.#pieces = [];
    this.#small = [];
    this.length = 0;
    return all;
  }
}

const smallPieces = 1024;

/** More of a command's output than this is thrown away. */
const outputLimitBytes = 64 * 1024;

/** The first bytes of an output, up to the limit. */
export class CappedOutput {
  readonly #chunks: Uint8Array[] = [];
  readonly #onSurplus: (bytes: number) => void;
  #room = outputLimitBytes;

  /** @param onSurplus is told of what is thrown away, as it comes */
  constructor(onSurplus: (bytes: number) => void = () => {}) {
    this.#onSurplus = onSurplus;
  }

  add(chunk: Uint8Array): void {
    const kept = chunk.subarray(0, this.#room);
    this.#room -= kept.length;
    if (kept.length > 0) this.#chunks.push(kept);
    if (kept.length < chunk.length) this.#onSurplus(chunk.length - kept.length);
  }

  bytes(): Uint8Array {
    return Buffer.concat(this.#chunks);
  }
}
