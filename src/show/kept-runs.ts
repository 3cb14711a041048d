import { lstatSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { limits } from '../limits.ts';
import type { Report } from '../model/report.ts';

/** A run that was kept, by the name of its file. */
export interface KeptRun {
  readonly file: string;
  /** As ISO 8601 has it. */
  readonly startedAt: string;
  readonly pod: string;
}

/** Where runs are kept, on the machine of whoever asked: https://specifications.freedesktop.org/basedir-spec/latest/ */
export const keptRunsFolder = (env: NodeJS.ProcessEnv): string =>
  join(
    env.XDG_CACHE_HOME && isAbsolute(env.XDG_CACHE_HOME) ? env.XDG_CACHE_HOME : join(homedir(), '.cache'),
    'exec-doctor',
  );

/**
 * Keeps a run, for its owner alone, and removes those that are too many. A folder that others may write to gets nothing, and a
 * run that cannot be kept is none that fails.
 * @param json the report as `-o json` prints it
 */
export function keepRun(env: NodeJS.ProcessEnv, { startedAt, target }: Report, json: string): void {
  const folder = keptRunsFolder(env);
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    if (!isOurs(folder)) return;
    writeFileSync(join(folder, nameOf(startedAt, target.pod)), json, { mode: 0o600, flag: 'wx' });
    for (const { file } of keptRuns(env).slice(limits.keptRuns)) rmSync(file, { force: true });
  } catch {
    // a read-only home, a full disk: the report itself is printed all the same
  }
}

/** All that are kept, the newest first. */
export function keptRuns(env: NodeJS.ProcessEnv): readonly KeptRun[] {
  const folder = keptRunsFolder(env);
  if (!isOurs(folder)) return [];
  return readdirSync(folder)
    .flatMap((name) => {
      const [, date, h, min, s, pod] =
        /^(\d{4}-\d\d-\d\d)T(\d\d)(\d\d)([\d.]{6})Z-([a-z0-9.-]{1,60})\.json$/.exec(name) ?? [];
      return date === undefined || pod === undefined
        ? []
        : [{ file: join(folder, name), startedAt: `${date}T${h}:${min}:${s}Z`, pod }];
    })
    .toSorted((a, b) => (a.startedAt < b.startedAt ? 1 : -1));
}

/** Colons are no part of a file's name on Windows. */
const nameOf = (startedAt: string, pod: string): string =>
  `${new Date(startedAt).toISOString().replaceAll(':', '')}-${keptName(pod)}.json`;

/** What of a pod's name is in that of the file: no path, whatever an API server says. */
export const keptName = (pod: string): string => pod.slice(0, longestName).replace(/[^a-z0-9.-]/g, '-');

const longestName = 60;

/** Nobody else can put a run there, which would be drawn as one of ours. */
function isOurs(folder: string): boolean {
  const stat = lstatSync(folder, { throwIfNoEntry: false });
  if (!stat?.isDirectory()) return false;
  return process.getuid === undefined || (stat.uid === process.getuid() && (stat.mode & 0o022) === 0);
}
