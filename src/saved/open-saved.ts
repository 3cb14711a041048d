import { createReadStream } from 'node:fs';
import type { Report } from '../model/report.ts';
import { savedRun } from './saved-run.ts';

/** The report of a run that was saved to that file; `-` is the standard input. */
export const openSaved = ({ stdin }: NodeJS.Process, file: string): Promise<Report> =>
  file === '-' ? savedRun(stdin, 'stdin') : savedRun(createReadStream(file), file);
