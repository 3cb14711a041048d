import { getSystemErrorMessage } from 'node:util';

/** What went wrong, for a sentence: of the system's errors its own words, without Node's code and system call. */
export function errorText(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return 'syscall' in error && 'errno' in error && typeof error.errno === 'number'
    ? getSystemErrorMessage(error.errno)
    : error.message;
}
