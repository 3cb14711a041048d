export const modes = ['embedded', 'docker', 'containerd', 'modern', 'modern-crun', 'modern-docker'] as const;

/** What the lab makes besides, of programs that the reader has to bring along. */
export const broughtModes = ['crio'] as const;

/** Kinds of nodes of which there are recordings; those of the last two are of one look each. */
export const recordedModes = [
  'docker',
  'containerd',
  'modern',
  'modern-crun',
  'modern-docker',
  'containerd2',
  'crio',
] as const;
export type Mode = (typeof modes | typeof broughtModes | typeof recordedModes)[number];

/** Of a mode that is another one with a difference: that other. */
export const variantOf: Partial<Record<Mode, Mode>> = {
  'modern-crun': 'modern',
  'modern-docker': 'docker',
  containerd2: 'containerd',
};

/** The lab that is up, as the global setup found or made it. */
export interface Lab {
  readonly dir: string;
  readonly mode: Mode;
  /** Why there is none on this machine; empty where there is one. */
  readonly missing: string;
}

declare module 'vitest' {
  interface ProvidedContext {
    lab: Lab;
  }
}
