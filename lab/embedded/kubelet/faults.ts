import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** The API server's own limit for a connection that nobody answers. */
const dialTimeoutMs = 30_000;
const address = '127.0.0.1:10250';

type State = 'well' | 'hangs' | 'refuses';

/**
 * The faults of the kubelet, which here is a part of this program: each is a file in the lab's folder of faults,
 * written and removed by `lab/fault` and `lab/heal`, and looked at whenever the kubelet acts or is asked.
 */
export class KubeletFaults {
  readonly #dir: string;

  constructor(dir: string) {
    this.#dir = dir;
  }

  /** Waits until the kubelet itself runs; it has neither ended nor been stopped. */
  async running(): Promise<void> {
    while (this.#active('kubelet-down') || this.#active('kubelet-hang')) await sleep(100);
  }

  /** Opens a connection from the API server to the kubelet, or fails as the real one fails. */
  async dial(): Promise<void> {
    const deadline = this.#unreachable() === 'hangs' ? Date.now() + dialTimeoutMs : Number.POSITIVE_INFINITY;
    while (this.#wayToKubelet() === 'hangs') {
      if (Date.now() > deadline) throw new Error(`dial tcp ${address}: i/o timeout`);
      await sleep(100);
    }
    if (this.#wayToKubelet() === 'refuses') throw new Error(`dial tcp ${address}: connect: connection refused`);
  }

  /** Passes on what goes over an open connection: waits while nothing gets through, throws where it was cut. */
  async pass(): Promise<void> {
    while (this.#wayToKubelet() === 'hangs') await sleep(100);
    if (this.#wayToKubelet() === 'refuses') throw new Error(`read tcp ${address}: connection reset by peer`);
  }

  #wayToKubelet(): State {
    if (this.#active('kubelet-down')) return 'refuses';
    if (this.#unreachable() !== 'well') return this.#unreachable();
    return this.#active('kubelet-hang') ? 'hangs' : 'well';
  }

  #unreachable(): State {
    if (!this.#active('kubelet-unreachable')) return 'well';
    return readFileSync(join(this.#dir, 'kubelet-unreachable'), 'utf8').includes('drop') ? 'hangs' : 'refuses';
  }

  #active(name: string): boolean {
    return existsSync(join(this.#dir, name));
  }
}
