import search from '@inquirer/search';
import { cleanLine } from '../model/clean-text.ts';
import { greatest } from '../model/extremes.ts';
import type { Candidate } from './candidates.ts';

/**
 * Asks on the terminal for one of these pods; what is typed narrows the list.
 * @returns its name; null where the user wants out
 */
export async function askForPod(
  namespace: string,
  candidates: readonly Candidate[],
  { stdin: input, stderr: output }: Pick<NodeJS.Process, 'stdin' | 'stderr'>,
): Promise<string | null> {
  try {
    return await search(
      { message: `Pod in namespace ${namespace}:`, source: (typed = '') => choices(candidates, typed.trim()) },
      // stdout is the report's
      { input, output },
    );
  } catch (error) {
    if (error instanceof Error && error.name === 'ExitPromptError') return null;
    throw error;
  }
}

/** Those with what was typed in their names. */
export function choices(candidates: readonly Candidate[], typed: string) {
  const shown = candidates.map(({ name, signs }) => ({ name, text: cleanLine(name), signs }));
  const column = greatest(shown.map(({ text }) => text.length)) + 2;
  return shown
    .filter(({ name }) => name.includes(typed))
    .map(({ name, text, signs }) => ({
      value: name,
      name: signs.length === 0 ? text : `${text.padEnd(column)}${signs.join(', ')}`,
      short: text,
    }));
}
