import { clean } from '../model/clean-text.ts';
import type { Report } from '../model/report.ts';
import type { Survey } from '../model/survey.ts';
import { mapStrings } from './map-strings.ts';
import { toASCII } from './render-options.ts';

/**
 * The same report with every string cleaned, names of facts too. Every renderer starts with it, so that no string has to
 * be remembered as one that comes from outside.
 */
export function cleanReport(report: Report): Report {
  return mapStrings(report, { text: clean, key: clean });
}

/** The same of a survey, and of the reports in it. */
export function cleanSurvey(survey: Survey): Survey {
  return mapStrings(survey, { text: clean, key: clean });
}

const ascii = (text: string) => toASCII(clean(text));

/** The same for a terminal that shows ASCII only. */
export function cleanReportToASCII(report: Report): Report {
  return mapStrings(report, { text: ascii, key: ascii });
}

/** The same of a survey. */
export function cleanSurveyToASCII(survey: Survey): Survey {
  return mapStrings(survey, { text: ascii, key: ascii });
}
