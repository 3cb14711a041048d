import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import type { ProvingNode } from '../../../src/model/step.ts';
import { type Mode, modes } from './lab-facts.ts';
import { recordingsFolder } from './recordings.ts';
import type { Ends } from './remedies.ts';

/** What a remedy did on a node: what a step may be called proven by. */
export interface RemedyRecording {
  readonly mode: Mode;
  readonly fault: string;
  /** The cause in the verdict. */
  readonly cause: string | null;
  /** As it was run, but with the words of the catalogue for what differs each time. */
  readonly command: string;
  readonly heals: boolean;
  readonly ends: Ends;
}

/** What kind of node each of the lab's modes has. */
export const provingNode: Readonly<Partial<Record<Mode, ProvingNode>>> = {
  embedded: 'docker 20.10',
  docker: 'docker 20.10',
  containerd: 'containerd 1.6',
  modern: 'containerd 1.7',
};

const file = `${recordingsFolder}remedies.json`;

/** Those of all modes, in one order. */
export function recordedRemedies(): readonly RemedyRecording[] {
  const recordings: readonly RemedyRecording[] = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : [];
  return recordings;
}

/** Keeps it in place of the former one of that step, where RECORD is set in the environment. */
export function keepRemedy(recording: RemedyRecording): void {
  if (!process.env.RECORD) return;
  const others = recordedRemedies().filter((other) => spell(other) !== spell(recording));
  const all = [...others, recording].toSorted((a, b) => (spell(a) < spell(b) ? -1 : 1));
  writeFileSync(file, `[\n${all.map((each) => `  ${JSON.stringify(each)}`).join(',\n')}\n]\n`);
}

const order: readonly Mode[] = modes;

const spell = ({ mode, fault, command }: RemedyRecording) => [order.indexOf(mode), fault, command].join('\t');

/** The command with PID, ID, POD, ROOT and CGROUP in place of what they are this time. */
export function inGeneral(command: string): string {
  return command
    .replace(/(\/sys\/fs\/cgroup(?:\/freezer)?)\/\S+\/([\w.]+)/g, '$1/CGROUP/$2')
    .replace(/\b[0-9a-f]{64}\b/g, 'ID')
    .replace(/\/proc\/\d+/g, '/proc/PID')
    .replace(/PPid:\.\d+/, 'PPid:.PID')
    .replace(/--root \S+/, '--root ROOT')
    .replace(/rm -r \S+\/ID/, 'rm -r ROOT/ID')
    .replace(/(delete pod -n \S+) \S+/, '$1 POD')
    .replace(/(-N|-CONT|-KILL|-9|--pid) \d+/, '$1 PID');
}
