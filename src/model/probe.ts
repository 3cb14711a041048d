import type { Layer } from './layer.ts';

/** The points at which the call chain is entered, from the top to the bottom. */
export const probeNames = ['kubectl', 'crictl', 'docker', 'ctr', 'runc', 'nsenter'] as const;
export type ProbeName = (typeof probeNames)[number];

/** The first layer that has to work for this probe to work; all layers below it have to work too. */
export const entryLayer: Readonly<Record<ProbeName, Layer>> = {
  kubectl: 'client-path',
  crictl: 'cri',
  docker: 'dockerd',
  ctr: 'containerd',
  runc: 'runc',
  nsenter: 'container',
};

/** The patient, and the debug pod's own container, which is known to be good. */
export const subjects = ['target', 'control'] as const;
export type Subject = (typeof subjects)[number];

/** Older, ordinary containers of other pods, asked for a second opinion. */
export const opinions = ['second', 'third'] as const;

/**
 * How a probe proved that the request arrived: `echo` ran /bin/echo with the run's word;
 * `missing-path` executed a path that cannot exist, and execve's complaint named it.
 */
export type ProbeMethod = 'echo' | 'missing-path';

/** What a probe said. There is no fifth way to end. */
export type Outcome =
  | {
      readonly kind: 'ok';
      readonly durationMs: number;
      readonly method: ProbeMethod;
      /** What came on standard output beside the word, cleaned; not there where nothing did. */
      readonly more?: string;
    }
  | {
      readonly kind: 'error';
      readonly durationMs: number;
      /** Of the client; null where it ended by a signal, or was cut off. */
      readonly exitCode: number | null;
      /** What the client printed, cleaned of control characters. */
      readonly text: string;
      /** It printed more than any layer has to say, and did not end by itself. */
      readonly endless?: boolean;
    }
  | {
      readonly kind: 'hang';
      readonly durationMs: number;
      /** The word came back, and then no end. */
      readonly answered?: boolean;
    }
  | { readonly kind: 'skipped'; readonly reason: string };

export interface Probe {
  readonly name: ProbeName;
  readonly subject: Subject;
  /** As it was run, or would have been. */
  readonly command: readonly string[];
  readonly outcome: Outcome;
  /** True where a failed probe was run again and the answers differ. */
  readonly flaky: boolean;
  /** What it failed with then, where it works now: its words may tell where. */
  readonly atFirst?: Outcome;
}

export const isOk = (probe: Pick<Probe, 'outcome'> | undefined): boolean => probe?.outcome.kind === 'ok';
export const isFailing = (probe: Pick<Probe, 'outcome'> | undefined): boolean =>
  probe?.outcome.kind === 'error' || probe?.outcome.kind === 'hang';

/** It ended well, and brought nothing: what the program printed got lost, or it printed nothing. */
export const isSilent = (outcome: Outcome): boolean =>
  outcome.kind === 'error' && outcome.exitCode === 0 && outcome.text.trim() === '';

/** As in: "docker hangs". */
export const verb = (probe: Probe): 'hangs' | 'fails' => (probe.outcome.kind === 'hang' ? 'hangs' : 'fails');
