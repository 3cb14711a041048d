import { checkOutputPath } from '../../bundle/output-path.ts';
import type { DiagnoseInvocation } from '../../command-line/invocation.ts';
import { templateOf } from '../../command-line/output-format.ts';
import type { Report } from '../../model/report.ts';
import { print } from '../../print.ts';
import { renderJson, reportDocument } from '../../report/json.ts';
import { renderJUnit } from '../../report/junit.ts';
import { renderMarkdown } from '../../report/markdown.ts';
import { renderNames } from '../../report/names.ts';
import { tableOptions } from '../../report/render-options.ts';
import { renderShort } from '../../report/short/render-short.ts';
import { renderSlack } from '../../report/short/slack.ts';
import { renderTable } from '../../report/table/render-table.ts';
import { renderYaml } from '../../report/yaml.ts';

type Delivery = Pick<DiagnoseInvocation, 'output' | 'redact' | 'color' | 'bundle'>;

export interface DeliveryOptions {
  /** Tells the user something beside the report. */
  readonly notice: (text: string) => void;
  /** The debug pod's, as YAML and for others to read; asked for where it is needed. */
  readonly manifest?: () => Promise<string | null>;
}

/** Before anything is done: can it be delivered? */
export const checkDelivery = ({ bundle }: Delivery): void => checkOutputPath(bundle);

/**
 * Prints the report, then writes the bundle where one is wanted.
 * @throws Problem where the bundle cannot be written; the report is printed then all the same
 */
export async function deliverReport(
  process: NodeJS.Process,
  invocation: Delivery,
  report: Report,
  { notice, manifest = async () => null }: DeliveryOptions,
): Promise<void> {
  await printReport(process, invocation, report);
  const { bundle } = invocation;
  if (bundle === null) return;
  const { saveBundle } = await import('../../bundle/save-bundle.ts');
  await saveBundle(bundle, report, { manifest: await manifest(), nodeVersion: process.versions.node });
  notice(
    `Wrote ${bundle}. Look through it before you send it: its README.txt says what was redacted, and what was not.`,
  );
}

/** stdout carries the report and nothing else. */
export async function printReport(
  { stdout, env }: NodeJS.Process,
  { output, redact, color }: Pick<DiagnoseInvocation, 'output' | 'redact' | 'color'>,
  whole: Report,
): Promise<void> {
  const report = redact ? await (await import('../../redaction/redact-report.ts')).redactReport(whole) : whole;
  const terminal = tableOptions(stdout, env, color);
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
        return (await import('../../report/html/render-html.ts')).renderHtml(report);
      case 'junit':
        return renderJUnit(report);
      case 'slack':
        return renderSlack(report);
      case 'table':
        return renderShort(report, terminal);
      case 'wide':
        return renderTable(report, terminal);
      case 'name':
        return renderNames(report);
      default: {
        const { fillTemplate, readTemplate } = await import('../../report/jsonpath.ts');
        return fillTemplate(readTemplate(templateOf(output) ?? ''), reportDocument(report));
      }
    }
  }
}
