import type { BundledFile } from './pack.ts';

export interface DescribedFile extends BundledFile {
  /** What it is, as the rest of a line after its name. */
  readonly about: string;
}
