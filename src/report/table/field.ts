import { cleanLine } from '../../model/clean-text.ts';
import { wrapWords } from '../wrap.ts';

/** The longest label of the first blocks, its colon and a blank. */
const labelWidth = 12;

/** A labelled paragraph, aligned as by `kubectl describe`; the label alone where there is no text. */
export function fieldLines(label: string, text: string, width: number): string[] {
  const lead = label === '' ? '' : `${label}:`;
  const lines = wrapWords(cleanLine(text), width - labelWidth);
  if (lines.length === 0) return [lead];
  return lines.map((line, index) => (index === 0 ? lead : '').padEnd(labelWidth) + line);
}
