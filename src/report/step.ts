import { effectOf } from '../knowledge/effects.ts';
import type { RuntimeFamilyName } from '../model/runtime-family.ts';
import type { Place, Step } from '../model/step.ts';
import type { Ends } from '../model/verdict.ts';
import type { Glyphs } from './render-options.ts';

/** A command that is to be copied, without line breaks, so that nothing that was put into it can pass for another one. */
export const oneLine = (command: string) => command.trim().replace(/\s*\n\s*/g, ' ');

/**
 * What is told beside a command, and never copied with it: a zsh that reads from a terminal does not know comments.
 * @param node its name; null where that stands beside it, or there are many
 */
export function remarkOf({ on, given, note, ...step }: Step, node: string | null): string {
  const where = [placeWords(on, node), given].filter(Boolean).join(', ');
  return [[where, note].filter(Boolean).join(': '), proof(step)].filter(Boolean).join('. ');
}

/** Where it is run, as whom, and on which condition. */
export const conditionOf = ({ on, given }: Step, node: string): string =>
  [placeWords(on, node), given].filter(Boolean).join(', ');

function placeWords(on: Place, node: string | null): string {
  switch (on) {
    case 'client':
      return '';
    case 'control-plane':
      return 'on the control plane, as root';
    case 'node':
      return `on ${node === null ? 'the node' : `node ${node}`}, as root`;
  }
}

const and = new Intl.ListFormat('en', { type: 'conjunction' });

function proof({ action, verified }: Pick<Step, 'action' | 'verified'>): string {
  const [first] = verified;
  if (action === null || first === undefined) return '';
  const { ends } = effectOf(action, first.startsWith('docker ') ? 'docker' : 'containerd');
  return `Proven with ${and.format(verified)}: fixes it; ends ${endsWords[ends]}`;
}

/** Whose containers it ends. */
const endsWords: Readonly<Record<Ends, string>> = {
  nothing: 'no container',
  'exec-sessions': 'no container',
  processes: 'no container',
  container: 'this container',
  pod: 'the containers of the pod',
  'containers-of-node': 'containers of other pods',
};

/** What a program that carries out steps has to know before it asks. */
export type Risk = 'safe' | 'restarts' | 'destroys';

/** Null where it only looks, or nobody knows what it does. */
function riskOf({ action }: Step, runtime: RuntimeFamilyName): Risk | null {
  if (action === null) return null;
  const { ends, destroys } = effectOf(action, runtime);
  const isRestart = destroys.some((loss) => loss === 'dockerd' || loss === 'containerd' || loss === 'kubelet');
  if (isRestart && (ends === 'nothing' || ends === 'exec-sessions')) return 'restarts';
  return ends === 'nothing' ? 'safe' : 'destroys';
}

/** The risk by sign and word; empty where it only looks, or nobody knows. */
export function riskWords(step: Step, runtime: RuntimeFamilyName, { good, broken }: Glyphs): string {
  if (step.action === null) return '';
  const proven = step.verified.length > 0 ? ', tested' : '';
  if (riskOf(step, runtime) === 'restarts') return `! restarts a daemon${proven}`;
  const { ends } = effectOf(step.action, runtime);
  const risks: Readonly<Record<Ends, string>> = {
    nothing: `${good} safe`,
    'exec-sessions': '! ends exec sessions',
    processes: `${broken} ends processes of the container`,
    container: `${broken} ends the container`,
    pod: `${broken} ends the pod`,
    'containers-of-node': `${broken} may end containers of other pods`,
  };
  return risks[ends] + proven;
}

/** A step for other programs. */
export const stepDocument = (step: Step, runtime: RuntimeFamilyName) => ({
  command: step.command,
  where: step.command === null ? null : step.on,
  as: step.command === null ? null : step.on === 'client' ? 'user' : 'root',
  risk: riskOf(step, runtime),
  verified: step.verified,
  note: [step.given, step.note].filter(Boolean).join(': '),
});
