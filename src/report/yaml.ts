import { stringify } from 'yaml';
import type { Report } from '../model/report.ts';
import { reportDocument } from './json.ts';

/** The same document as JSON's, for people who read it and for programs. */
export function renderYaml(report: Report): string {
  return toYAML(reportDocument(report));
}

/** Readers of YAML 1.1 are common (kubectl's is one): what they would take for a number or a boolean is quoted. */
export const toYAML = (document: object): string =>
  stringify(document, { version: '1.1', lineWidth: 0, aliasDuplicateObjects: false });
