import { createReadStream } from 'node:fs';
import { fileOfBundle, isGzip } from '../bundle/archive.ts';
import { limits } from '../limits.ts';
import { errorText, Problem } from '../model/problem.ts';
import type { Report } from '../model/report.ts';
import { reportFromRecords } from './saved-records.ts';
import { redrawReport } from './saved-report.ts';

/** The report of a run that was saved to that file; `-` is the standard input. */
export const openSaved = ({ stdin }: NodeJS.Process, file: string): Promise<Report> =>
  file === '-' ? savedRun(stdin, 'stdin') : savedRun(createReadStream(file), file);

/**
 * The report of a run that this machine has kept for its user alone.
 * @param isFresh its process ids may be named; later they may be those of innocents
 */
export async function openKept(file: string, isFresh: boolean): Promise<Report> {
  return redrawReport(json((await read(createReadStream(file), file)).toString('utf8')), file, !isFresh);
}

/**
 * The report of a run that was saved: from a bundle, from a report of `-o json`, or from the records of the printed
 * script. Which of them it is, its content tells.
 * @param file its name, for messages
 */
export async function savedRun(input: AsyncIterable<Uint8Array | string>, file: string): Promise<Report> {
  const bytes = await read(input, file);
  if (isGzip(bytes)) {
    const name = 'report.json';
    return redrawReport(json(await fileOfBundle(bytes, name, file)), `${name} in ${file}`);
  }
  const text = bytes.toString('utf8');
  const document = json(text);
  return document === undefined ? reportFromRecords(text, file) : redrawReport(document, file);
}

/** Undefined where it is none, as records of several lines are. */
function json(text: string): unknown {
  if (!text.trimStart().startsWith('{')) return undefined;
  try {
    return JSON.parse(text.trim());
  } catch {
    return undefined;
  }
}

async function read(input: AsyncIterable<Uint8Array | string>, file: string): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of input) {
      const read = Buffer.from(chunk);
      chunks.push(read);
      bytes += read.length;
      if (bytes > limits.savedRecordsBytes) {
        throw new Problem(`${file} is longer than what a run saves can be (${limits.savedRecordsBytes} bytes).`);
      }
    }
  } catch (error) {
    if (error instanceof Problem) throw error;
    throw new Problem(`${file} could not be read: ${errorText(error)}.`);
  }
  return Buffer.concat(chunks);
}
