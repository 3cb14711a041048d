import { Problem } from '../model/problem.ts';
import { didYouMean } from './did-you-mean.ts';

export const outputFormats = ['table', 'wide', 'json', 'yaml', 'name', 'markdown', 'slack', 'html', 'junit'] as const;
/** Of a difference. */
export const diffFormats = ['table', 'json'] as const;
/** The last: a template of kubectl's, word for word. */
export type OutputFormat = (typeof outputFormats)[number] | `jsonpath=${string}`;
/** Those that go into tickets, or to build servers, and so are redacted. */
export const sharedFormats: readonly OutputFormat[] = ['markdown', 'slack', 'html', 'junit'];
/** Of a manifest; `table` is where none was given. */
const manifestFormats: readonly OutputFormat[] = ['table', 'json', 'yaml', 'name'];

/** The template of that format; null where it is another. */
export const templateOf = (output: string): string | null => /^jsonpath=(.+)$/s.exec(output)?.[1] ?? null;

export function parseOutputFormat(text: string): OutputFormat {
  const format = outputFormats.find((known) => known === text);
  if (format) return format;
  const template = templateOf(text);
  if (template !== null) return `jsonpath=${template}`;
  if (/^jsonpath=?$/.test(text)) {
    throw new Problem('-o jsonpath needs a template.', { next: "As in: -o jsonpath='{.verdict.layer}'" });
  }
  const near = didYouMean(text, outputFormats);
  throw new Problem(`--output does not know the format ${JSON.stringify(text)}.`, {
    next: `${near ? `Did you mean ${near}? ` : ''}Choose one of: ${outputFormats.join(', ')}, jsonpath=TEMPLATE.`,
  });
}

/** Throws a Problem where a manifest is not printed so. */
export function refuseFormatOfManifest(output: OutputFormat): void {
  if (manifestFormats.includes(output) || templateOf(output) !== null) return;
  throw new Problem(`--dry-run prints no report, so there is no -o ${output}.`, {
    next: 'Choose one of: yaml, json, name, jsonpath=TEMPLATE.',
  });
}
