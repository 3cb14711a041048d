import { deflateRawSync, inflateRawSync } from 'node:zlib';
import * as z from 'zod/mini';
import { limits } from '../limits.ts';
import type { Target } from '../model/target.ts';
import { impossible, nodeSchema, targetFields } from './target-schema.ts';

const text = z.string();
const nullable = z.nullable(text);

const savedPlanSchema = z.object({
  context: nullable,
  /** RFC 3339, when the script was printed. */
  printedAt: text,
  /** The user's own. */
  command: z.array(text),
  dumpStacks: z.boolean(),
  /** Beginnings of the ids of those that may be asked beside it and are not its owner's. */
  others: z._default(z.array(text), []),
  target: z.object({ ...targetFields, node: nodeSchema }),
});

/** What the records of a printed script are about. It travels in them, so that no cluster is needed to read them. */
export type SavedPlan = z.infer<typeof savedPlanSchema> & { readonly target: Target };

/** Enough of it to know it again, and short: the plan shares 4 KiB with the brief. */
export const shortID = (id: string): string => id.slice(0, 12);

/** As short as it can be had, for it shares 4 KiB with the brief. */
export const toText = (plan: SavedPlan): string => deflateRawSync(JSON.stringify(plan)).toString('base64');

/**
 * The first plan in a text, and the mark of its records; null where there is none. `madeUp`: where in it is a name
 * that can be none.
 */
export function savedPlanIn(
  saved: string,
): { readonly mark: string; readonly plan: SavedPlan } | { readonly madeUp: string } | null {
  const lines = saved.matchAll(/^plan ([0-9a-f-]{24,36}) ([A-Za-z0-9+/=]{1,4000})\r?$/gm);
  for (const [, mark = '', text = ''] of [...lines].slice(0, limits.savedPlans)) {
    const plan = savedPlanSchema.safeParse(fromText(text));
    if (plan.success) return { mark, plan: plan.data };
    const made = plan.error.issues.find(({ message }) => message === impossible);
    if (made) return { madeUp: made.path.join('.') };
  }
  return null;
}

function fromText(text: string): unknown {
  try {
    return JSON.parse(inflateRawSync(Buffer.from(text, 'base64'), { maxOutputLength: 65_536 }).toString('utf8'));
  } catch {
    return null;
  }
}
