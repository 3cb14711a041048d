import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Mode } from './lab-facts.ts';
import type { ReportDocument } from './plugin.ts';

/** What the diagnosis of a real fault was a function of, and what it said: test data for the diagnosis alone. */
export type Recording = Pick<
  ReportDocument,
  'target' | 'node' | 'probes' | 'terminals' | 'crossChecks' | 'surroundings' | 'observed' | 'verdict' | 'findings'
>;

export const recordingsFolder = new URL('../../recordings/', import.meta.url).pathname;

/** Keeps the report where RECORD is set in the environment; what is drawn from the records is left out. */
export function keepRecording(mode: Mode, name: string, report: ReportDocument): void {
  if (!process.env.RECORD) return;
  const { target, node, probes, terminals, crossChecks, surroundings, observed, verdict, findings } = report;
  const recording: Recording = {
    ...{ target, node, crossChecks, surroundings, observed, verdict, findings },
    probes: probes.filter(({ layer }) => layer === 'kubectl'),
    terminals: terminals.filter(({ layer }) => layer === 'kubectl'),
  };
  const file = `${recordingsFolder}${mode}/${name}.json`;
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify(recording)}\n`);
}
