import type { Observation } from '../diagnosis/observation.ts';
import type { Layer } from '../model/layer.ts';
import type { Scope } from '../model/verdict.ts';

/** A known failure: how it shows, what it means, how to confirm it, what to do about it. */
export interface Signature {
  /** Stable, for runbooks. */
  readonly code: string;
  /** What is wrong, as the rest of a line after the code; no full stop. */
  readonly title: string;
  /** Where the fault lies, the likeliest first; empty where no layer is at fault. */
  readonly layers: readonly Layer[];
  /** Who is hit as a rule; null where that differs from case to case. */
  readonly scope: Scope | null;
  /** How often people meet it, as far as public trackers tell. */
  readonly met: 'often' | 'sometimes' | 'rarely';
  /** What the layers print; empty where they hang without a word. */
  readonly texts: readonly KnownText[];
  /** Where the facts of a run show it. Facts beat texts. */
  readonly facts?: (observation: Observation) => readonly Sighting[];
  /** Where the facts of a run show that a text of it means something else. */
  readonly refuted?: (observation: Observation) => boolean;
  /** Somebody decided so: exec is refused, and nothing is broken. */
  readonly policy?: true;
  /** Sentences. */
  readonly meaning: string;
  /**
   * Commands, with `   # ` before a remark, or sentences: nothing that changes anything. In capitals what the reader puts
   * in: PID the first process of the container, ID its id, SHIM the process of its shim, POD, CONTAINER and NODE their
   * names, CGROUP its path in /proc/PID/cgroup, ROOT the --root of its runc, FOLDER its working directory, RUNC the
   * process of a runc that its shim waits for, PROCESS the one that the remark names.
   */
  readonly confirm: readonly string[];
  /**
   * Likewise, the least harmful first; each says what it would end. A remark that begins with "with docker" or "with
   * containerd" ("on the node, with ...") keeps the step from the reports on other nodes.
   */
  readonly fix: readonly string[];
  /** Which versions have it and since when it is mended, where it is a bug of some. */
  readonly versions?: string;
  /** `OWNER/REPOSITORY#NUMBER` on GitHub, or the address of a page. */
  readonly sources: readonly [string, ...string[]];
}

interface KnownText {
  readonly pattern: RegExp;
  /** As it was really seen. */
  readonly example: string;
}

/** What a run saw of a known failure. */
export interface Sighting {
  /** One sentence. */
  readonly summary: string;
  /** The facts it rests on, as `name: value`. */
  readonly evidence: readonly string[];
}
