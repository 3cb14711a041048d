import { notYetSeenOnANode } from '../diagnosis/coverage.ts';

/** What the diagnosis knows, and no recording of a real fault has needed. */
export function coverageBlock(): string {
  const { constraints, verdicts } = notYetSeenOnANode();
  const listed = (names: readonly string[]) => names.map((name) => `\`${name}\``).join(', ') || 'none';
  return [`- Constraints: ${listed(constraints)}`, `- Verdicts: ${listed(verdicts)}`].join('\n');
}
