import type { DiffInvocation } from '../command-line/invocation.ts';
import { print } from '../print.ts';
import { wantsUnicode } from '../report/glyphs.ts';
import type { CommandResult } from '../run/command-result.ts';
import { openSaved } from '../saved/open-saved.ts';
import { differenceOf } from './difference.ts';
import { differenceDocument, renderDifference } from './render-difference.ts';

/** `kubectl exec-doctor diff BEFORE AFTER`: two saved runs, both drawn again by this version, and what parts them. */
export async function diffCommand(process: NodeJS.Process, invocation: DiffInvocation): Promise<CommandResult> {
  const { before, after, output } = invocation;
  const difference = differenceOf(await saved(process, before), await saved(process, after));
  const { stdout, env } = process;
  await print(
    stdout,
    output === 'json'
      ? `${JSON.stringify(differenceDocument(difference), null, 2)}\n`
      : renderDifference(difference, { width: stdout.columns ?? 80, unicode: wantsUnicode(env) }),
  );
  return { kind: 'compared', differs: difference.matters };
}

const saved = async (process: NodeJS.Process, file: string) => ({ file, report: await openSaved(process, file) });
