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
