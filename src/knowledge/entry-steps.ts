import type { RuntimeFamilyName } from '../model/runtime-family.ts';
import { type Action, type ProvingNode, type Step, toRead } from '../model/step.ts';
import { type CommandNames, spell, unknownNames } from './command-names.ts';
import type { Entry, Fix } from './entry.ts';

/** A step of an entry with these names. */
export function toStep(step: Fix, names: CommandNames): Step {
  if (typeof step === 'string') return toRead(step);
  if ('read' in step) return toRead(step.read, { action: step.action, applies: step.conditional ? 'perhaps' : 'yes' });
  const { run, on = 'client', only, given, note = '', besides, action = null, verified = [] } = step;
  const command = spell(run, names);
  // of a run the runtime is known, and as a rule the cgroup
  const isWithoutRun = names === unknownNames;
  const place = [isWithoutRun && only && `with ${only}`, given].filter(Boolean).join(', ');
  const remark = [note, (isWithoutRun || command.includes('/CGROUP')) && besides].filter(Boolean).join('; ');
  return { command, on, given: place, note: remark, action, applies: 'yes', verified };
}

/** Without a run: for all nodes, and the reader puts in the names. */
export const stepsOf = (steps: readonly Fix[]): readonly Step[] =>
  steps.map((step) => {
    const told = toStep(step, unknownNames);
    return told.command !== null && told.action === 'delete-pod' ? withNote(told, onlyByController) : told;
  });

/** What comes after a deleted pod, where nothing is known of its controller. */
export const onlyByController = '; a new one comes only from a controller';

/** The step, and more that is known of it. */
export const withNote = (step: Step, more: string): Step => ({ ...step, note: `${step.note}${more}` });

/** Where this very action was proven for the entry, on nodes with that runtime. */
export function verifiedFor(action: Action | null, { fix }: Entry, runtime: RuntimeFamilyName): readonly ProvingNode[] {
  const proven = fix.find(
    (one) => isFor(runtime, one) && typeof one === 'object' && one.action === action && 'verified' in one,
  );
  return onThose(proven === undefined ? [] : toStep(proven, unknownNames).verified, runtime);
}

/** Whether it is for nodes with that runtime. */
export function isFor(runtime: RuntimeFamilyName, step: Fix): boolean {
  const only = typeof step === 'object' && 'only' in step ? step.only : undefined;
  return only === undefined || only === runtime;
}

/** Of nodes on which something was proven those with that runtime. */
export const onThose = (nodes: readonly ProvingNode[], runtime: RuntimeFamilyName): readonly ProvingNode[] =>
  nodes.filter((node) => node.startsWith(`${runtime} `));
