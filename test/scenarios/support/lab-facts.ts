export const modes = ['embedded', 'docker', 'containerd', 'modern'] as const;
export type Mode = (typeof modes)[number];

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
