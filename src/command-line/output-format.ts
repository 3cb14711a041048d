import { Problem } from '../model/problem.ts';
import { didYouMean } from './did-you-mean.ts';

export const outputFormats = ['table', 'wide', 'json', 'yaml', 'markdown', 'slack', 'html', 'junit'] as const;
/** Of a difference. */
export const diffFormats = ['table', 'json'] as const;
export type OutputFormat = (typeof outputFormats)[number];
/** Those that go into tickets, or to build servers, and so are redacted. */
export const sharedFormats: readonly OutputFormat[] = ['markdown', 'slack', 'html', 'junit'];

export function parseOutputFormat(text: string): OutputFormat {
  const format = outputFormats.find((known) => known === text);
  if (format) return format;
  const near = didYouMean(text, outputFormats);
  throw new Problem(`--output does not know the format ${JSON.stringify(text)}.`, {
    next: `${near ? `Did you mean ${near}? ` : ''}Choose one of: ${outputFormats.join(', ')}.`,
  });
}
