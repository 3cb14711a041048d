import type { DiagnoseInvocation } from '../command-line/invocation.ts';
import type { Report } from '../model/report.ts';
import { wantsColor } from '../report/color.ts';
import { wantsUnicode } from '../report/glyphs.ts';
import { renderJson } from '../report/json.ts';
import { renderJUnit } from '../report/junit.ts';
import { renderMarkdown } from '../report/markdown.ts';
import { renderTable } from '../report/table.ts';
import { renderYaml } from '../report/yaml.ts';

/** stdout carries the report and nothing else. */
export function printReport(
  { stdout, env }: NodeJS.Process,
  { output, color }: Pick<DiagnoseInvocation, 'output' | 'color'>,
  report: Report,
): void {
  stdout.write(render());

  function render(): string {
    switch (output) {
      case 'json':
        return renderJson(report);
      case 'yaml':
        return renderYaml(report);
      case 'markdown':
        return renderMarkdown(report);
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
