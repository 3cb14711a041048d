import type { DiagnoseInvocation } from '../command-line/invocation.ts';
import type { Report } from '../model/report.ts';
import { print } from '../print.ts';
import { renderJson } from '../report/json.ts';
import { renderJUnit } from '../report/junit.ts';
import { renderMarkdown } from '../report/markdown.ts';
import { wantsColor, wantsUnicode } from '../report/render-options.ts';
import { renderTable } from '../report/table/render-table.ts';
import { renderYaml } from '../report/yaml.ts';

/** stdout carries the report and nothing else. */
export async function printReport(
  { stdout, env }: NodeJS.Process,
  { output, redact, color }: Pick<DiagnoseInvocation, 'output' | 'redact' | 'color'>,
  whole: Report,
): Promise<void> {
  const report = redact ? await (await import('../redaction/redact-report.ts')).redactReport(whole) : whole;
  await print(stdout, await render());

  async function render(): Promise<string> {
    switch (output) {
      case 'json':
        return renderJson(report);
      case 'yaml':
        return renderYaml(report);
      case 'markdown':
        return renderMarkdown(report);
      case 'html':
        return (await import('../report/html/render-html.ts')).renderHtml(report);
      case 'junit':
        return renderJUnit(report);
      case 'table':
      case 'wide':
        return renderTable(report, {
          width: stdout.columns ?? 80,
          color: wantsColor(color, env, stdout.isTTY === true),
          wide: output === 'wide',
          unicode: wantsUnicode(env),
        });
    }
  }
}
