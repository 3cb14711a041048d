import type { Report } from '../model/report.ts';
import type { Survey } from '../model/survey.ts';
import { clean } from './clean-text.ts';
import { toASCII } from './glyphs.ts';

/**
 * The same report with every string cleaned, names of facts too. Every renderer starts with it, so that no string has to
 * be remembered as one that comes from outside.
 */
export function cleanReport(report: Report): Report {
  return mapStrings(report, clean);
}

/** The same of a survey, and of the reports in it. */
export function cleanSurvey(survey: Survey): Survey {
  return mapStrings(survey, clean);
}

/** The same for a terminal that shows ASCII only. */
export function cleanSurveyToASCII(survey: Survey): Survey {
  return mapStrings(survey, (text) => toASCII(clean(text)));
}

/** The same for a terminal that shows ASCII only. */
export function cleanReportToASCII(report: Report): Report {
  return mapStrings(report, (text) => toASCII(clean(text)));
}

function mapStrings<T>(value: T, change: (text: string) => string): T {
  // Strings become strings, and our own words come back unchanged, so the shape is kept.
  return mapped(value, change) as T;
}

function mapped(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === 'string') return change(value);
  if (Array.isArray(value)) return value.map((member) => mapped(member, change));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [change(key), mapped(member, change)]));
}
