import { Problem } from '../model/problem.ts';

export const outputFormats = ['table', 'wide', 'json', 'yaml', 'markdown', 'html', 'junit'] as const;
/** Of a difference. */
export const diffFormats = ['table', 'json'] as const;
export type OutputFormat = (typeof outputFormats)[number];
/** Those that go into tickets, or to build servers, and so are redacted. */
export const sharedFormats: readonly OutputFormat[] = ['markdown', 'html', 'junit'];

export function parseOutputFormat(text: string): OutputFormat {
  const format = outputFormats.find((known) => known === text);
  if (format) return format;
  throw new Problem(`--output does not know the format ${JSON.stringify(text)}.`, {
    next: `Choose one of: ${outputFormats.join(', ')}.`,
  });
}
