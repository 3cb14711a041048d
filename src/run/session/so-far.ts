import type { Probe } from '../../model/probe.ts';
import type { RuntimeFamily } from '../../model/runtime-family.ts';
import type { NodeRecord } from '../../records/record.ts';
import { liveLines } from '../../report/live.ts';
import type { RenderOptions } from '../../report/render-options.ts';

/** What has come in of a run while it goes on, to be drawn. */
export class SoFar {
  readonly #records: NodeRecord[] = [];
  readonly #kubectl: Probe[] = [];
  readonly #began = performance.now();
  readonly #family: RuntimeFamily;
  readonly #limitMs: number;

  constructor(family: RuntimeFamily, limitMs: number) {
    this.#family = family;
    this.#limitMs = limitMs;
  }

  readonly onRecord = (record: NodeRecord): void => {
    this.#records.push(record);
  };

  /** Through the API server. */
  readonly onProbe = (probe: Probe): void => {
    this.#kubectl.push(probe);
  };

  readonly lines = (options: RenderOptions): readonly string[] =>
    liveLines(
      {
        ...{ family: this.#family, records: this.#records, kubectl: this.#kubectl },
        ...{ elapsedMs: performance.now() - this.#began, limitMs: this.#limitMs },
      },
      options,
    );
}
