import { grammarOf } from '../model/name-grammar.ts';
import { Problem } from '../model/problem.ts';
import { findTargetType, type TargetType, targetTypes } from './target-type.ts';

/** What the user named: a pod, or a workload or service that stands for its pods. */
export interface TargetArgument {
  readonly type: TargetType['type'];
  readonly name: string;
}

/** Reads `NAME` (a pod) or `TYPE/NAME`, as kubectl exec takes it. */
export function parseTargetArgument(text: string): TargetArgument {
  const parts = text.split('/');
  if (parts.length > 2 || parts.includes('')) {
    throw new Problem(`The target has to be NAME or TYPE/NAME, got ${JSON.stringify(text)}.`, {
      next: 'Write it as in pod/nginx1 or deploy/web.',
    });
  }
  const [typeText, name] = parts.length === 2 ? [parts[0] ?? '', parts[1] ?? ''] : ['pod', text];
  const row = findTargetType(typeText);
  if (!row) {
    throw new Problem(`The target's type ${JSON.stringify(typeText)} is not one that has pods.`, {
      next: `Known are: ${targetTypes.map(({ names }) => [...new Set([names[0], names.at(-1)])].join(' or ')).join(', ')}.`,
    });
  }
  if (!grammarOf('pod').test(name)) throw new Problem(`${JSON.stringify(name)} cannot be the name of a ${row.type}.`);
  return { type: row.type, name };
}
