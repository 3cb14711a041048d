/**
 * The first and the last bytes of an output: what lies between is thrown away. A client's own word on how a program has
 * ended comes last, however much that has printed.
 */
export class BothEnds {
  readonly #each: number;
  #first = Buffer.alloc(0);
  #last = Buffer.alloc(0);
  #bytes = 0;

  /** @param limitBytes of both ends together */
  constructor(limitBytes: number) {
    this.#each = Math.floor(limitBytes / 2);
  }

  add(chunk: Uint8Array): void {
    const room = this.#each - this.#first.length;
    if (room > 0) this.#first = Buffer.concat([this.#first, chunk.subarray(0, room)]);
    const rest = chunk.subarray(Math.max(room, 0));
    if (rest.length > 0) this.#last = Buffer.concat([this.#last, rest.subarray(-this.#each)]).subarray(-this.#each);
    this.#bytes += chunk.length;
  }

  /** How much came. */
  get bytes(): number {
    return this.#bytes;
  }

  get isCut(): boolean {
    return this.#bytes > 2 * this.#each;
  }

  /** The ends never run together to a line that was not printed. */
  text(): string {
    return [this.#first, this.#last].map((end) => end.toString()).join(this.isCut ? '\n…\n' : '');
  }
}
