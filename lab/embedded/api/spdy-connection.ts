import type { Duplex } from 'node:stream';
import { constants, createDeflate, createInflate } from 'node:zlib';
import { spdyDictionary } from './spdy-dictionary.ts';

/** What a client does on a SPDY/3.1 connection, as far as exec needs it. */
export type SpdyEvent =
  | { readonly kind: 'stream'; readonly id: number; readonly headers: ReadonlyMap<string, string> }
  | { readonly kind: 'data'; readonly id: number; readonly payload: Buffer }
  /** The client sends nothing more on this stream. */
  | { readonly kind: 'end'; readonly id: number };

const types = { synStream: 1, synReply: 2, ping: 6 };
const flagFin = 1;
const version = 0x8003;

/** One SPDY connection, as kubectl before 1.30 speaks it: it opens streams, which are answered at once. */
export class SpdyConnection {
  readonly #socket: Duplex;
  readonly #inflate = createInflate({ dictionary: spdyDictionary });
  readonly #deflate = createDeflate({ dictionary: spdyDictionary });

  constructor(socket: Duplex) {
    this.#socket = socket;
    this.#inflate.pause();
  }

  async *events(head: Buffer): AsyncGenerator<SpdyEvent> {
    let buffered = head;
    for (;;) {
      while (buffered.length >= 8 && buffered.length >= 8 + buffered.readUIntBE(5, 3)) {
        const end = 8 + buffered.readUIntBE(5, 3);
        yield* this.#frame(buffered.subarray(0, end));
        buffered = buffered.subarray(end);
      }
      const chunk: Buffer | null = this.#socket.read();
      if (chunk !== null) buffered = Buffer.concat([buffered, chunk]);
      else if (this.#socket.readableEnded || this.#socket.destroyed) return;
      else await new Promise<void>((resolve) => this.#onceOf(['readable', 'end', 'close'], resolve));
    }
  }

  send(id: number, payload: Buffer | string, isLast = false): void {
    const body = Buffer.from(payload);
    const header = Buffer.alloc(8);
    header.writeUInt32BE(id);
    header.writeUInt8(isLast ? flagFin : 0, 4);
    header.writeUIntBE(body.length, 5, 3);
    if (this.#socket.writable) this.#socket.write(Buffer.concat([header, body]));
  }

  async *#frame(frame: Buffer): AsyncGenerator<SpdyEvent> {
    const isData = ((frame[0] ?? 0) & 0x80) === 0;
    const isLast = ((frame[4] ?? 0) & flagFin) !== 0;
    const body = frame.subarray(8);
    const type = frame.readUInt16BE(2);
    if (isData) {
      const id = frame.readUInt32BE(0);
      if (body.length > 0) yield { kind: 'data', id, payload: body };
      if (isLast) yield { kind: 'end', id };
    } else if (type === types.synStream) {
      const id = body.readUInt32BE(0);
      const headers = headersOf(await this.#inflated(body.subarray(10)));
      await this.#reply(id);
      yield { kind: 'stream', id, headers };
      if (isLast) yield { kind: 'end', id };
    } else if (type === types.ping) this.#socket.write(frame);
  }

  async #reply(id: number): Promise<void> {
    const noHeaders = Buffer.alloc(4);
    this.#deflate.write(noHeaders);
    await new Promise<void>((resolve) => this.#deflate.flush(constants.Z_SYNC_FLUSH, resolve));
    const block: Buffer = this.#deflate.read() ?? Buffer.alloc(0);
    const header = Buffer.alloc(12);
    header.writeUInt16BE(version);
    header.writeUInt16BE(types.synReply, 2);
    header.writeUIntBE(4 + block.length, 5, 3);
    header.writeUInt32BE(id, 8);
    this.#socket.write(Buffer.concat([header, block]));
  }

  async #inflated(block: Buffer): Promise<Buffer> {
    await new Promise<void>((resolve, reject) =>
      this.#inflate.write(block, (error) => (error ? reject(error) : resolve())),
    );
    return this.#inflate.read() ?? Buffer.alloc(0);
  }

  #onceOf(names: readonly string[], listener: () => void): void {
    const first = () => {
      for (const name of names) this.#socket.off(name, first);
      listener();
    };
    for (const name of names) this.#socket.once(name, first);
  }
}

/** A header block: the number of pairs, then names and values, each after its length. */
function headersOf(block: Buffer): Map<string, string> {
  const headers = new Map<string, string>();
  let at = 4;
  const next = () => {
    const end = at + 4 + block.readUInt32BE(at);
    const value = block.toString('utf8', at + 4, end);
    at = end;
    return value;
  };
  for (let left = block.readUInt32BE(0); left > 0; left -= 1) headers.set(next(), next());
  return headers;
}
