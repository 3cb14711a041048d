import { randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { errorText, Problem } from '../model/problem.ts';
import type { Report } from '../model/report.ts';
import { pack } from './archive.ts';
import { type BundleExtras, bundleFiles, bundleFolder } from './bundle-files.ts';
import { refuseToOverwrite } from './output-path.ts';

/**
 * Writes the bundle, all of it or nothing, for its owner alone to read.
 * @throws Problem where it cannot be written
 */
export async function saveBundle(file: string, report: Report, beside: BundleExtras): Promise<void> {
  const bytes = await pack(bundleFolder(report), await bundleFiles(report, beside), new Date(report.startedAt));
  const unfinished = join(dirname(file), `.exec-doctor-${randomBytes(4).toString('hex')}`);
  try {
    write(unfinished, bytes);
    refuseToOverwrite(file);
    renameSync(unfinished, file);
  } catch (error) {
    rmSync(unfinished, { force: true });
    if (error instanceof Problem) throw error;
    throw new Problem(`The bundle could not be written to ${file}: ${errorText(error)}.`, {
      why: 'The report was printed whole.',
      next: 'One of -o json is made a bundle by: kubectl exec-doctor --from-records REPORT.json --bundle FILE',
    });
  }
}

function write(file: string, bytes: Buffer): void {
  const descriptor = openSync(file, 'wx', 0o600);
  try {
    writeFileSync(descriptor, bytes);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
