import type { Report } from '../model/report.ts';
import { reportDocument } from './document.ts';

/** The report for programs, with a line feed at its end. */
export function renderJson(report: Report): string {
  return `${JSON.stringify(reportDocument(report), null, 2)}\n`;
}
