import type { DiagnoseOptions } from '../command-line/invocation.ts';
import { templateOf } from '../command-line/output-format.ts';
import type { Survey } from '../model/survey.ts';
import { print } from '../print.ts';
import { toJSON } from '../report/json.ts';
import { renderSurveyJUnit } from '../report/junit.ts';
import { renderSurveyNames } from '../report/names.ts';
import { tableOptions } from '../report/render-options.ts';
import { surveyDocument } from '../report/survey/json.ts';
import { renderSurveyMarkdown } from '../report/survey/markdown.ts';
import { renderSurveyShort } from '../report/survey/short.ts';
import { renderSurveySlack } from '../report/survey/slack.ts';
import { renderSurveyTable } from '../report/survey/table.ts';
import { toYAML } from '../report/yaml.ts';

/** stdout carries the survey and nothing else. */
export async function printSurvey(
  { stdout, env }: NodeJS.Process,
  { output, redact, color }: Pick<DiagnoseOptions, 'output' | 'redact' | 'color'>,
  whole: Survey,
): Promise<void> {
  const survey = redact ? await (await import('../redaction/redact-report.ts')).redactSurvey(whole) : whole;
  const terminal = tableOptions(stdout, env, color);
  await print(stdout, await render());

  async function render(): Promise<string> {
    switch (output) {
      case 'json':
        return toJSON(surveyDocument(survey));
      case 'yaml':
        return toYAML(surveyDocument(survey));
      case 'markdown':
        return renderSurveyMarkdown(survey);
      case 'html':
        return (await import('../report/survey/html.ts')).renderSurveyHtml(survey);
      case 'junit':
        return renderSurveyJUnit(survey);
      case 'slack':
        return renderSurveySlack(survey);
      case 'table':
        return renderSurveyShort(survey, terminal);
      case 'wide':
        return renderSurveyTable(survey, terminal);
      case 'name':
        return renderSurveyNames(survey);
      default: {
        const { fillTemplate, readTemplate } = await import('../report/jsonpath.ts');
        return fillTemplate(readTemplate(templateOf(output) ?? ''), surveyDocument(survey));
      }
    }
  }
}
