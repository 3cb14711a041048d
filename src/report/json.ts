import type { Report } from '../model/report.ts';
import { reportDocument } from './document.ts';

/** The report for programs, with a line feed at its end. */
export function renderJson(report: Report): string {
  return toJSON(reportDocument(report));
}

/** A document with a line feed at its end. */
export const toJSON = (document: object): string => `${JSON.stringify(document, null, 2)}\n`;
