import { readFileSync } from 'node:fs';
import { errorText, Problem } from '../model/problem.ts';
import type { FileOrData } from './kubeconfig.ts';

/** The content of a file, or of base64 data, which wins; undefined where there is neither. */
export function textOf({ file, base64 }: FileOrData, what: string): string | undefined {
  if (base64) return Buffer.from(base64, 'base64').toString();
  return file ? contentOf(file, what) : undefined;
}

export function contentOf(file: string, what: string): string {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (error) {
    throw new Problem(`The kubeconfig's ${what} cannot be read: ${errorText(error)}.`, {
      next: 'Correct the path in the kubeconfig; a relative one is relative to the file it stands in.',
      cause: error,
    });
  }
}
