import type { Step } from '../../../src/model/step.ts';
import { remarkOf } from '../../../src/report/step.ts';

/** A step in one line: `COMMAND   # REMARK`, or what is to be read. */
export function stepText(step: Step, node: string | null = 'node1'): string {
  if (step.command === null) return step.note;
  return [step.command, remarkOf(step, node)].filter((part) => part !== '').join('   # ');
}

export const stepTexts = (steps: readonly Step[], node?: string | null): readonly string[] =>
  steps.map((step) => stepText(step, node));
