import type { Ends, Remedy, Verdict } from '../model/verdict.ts';
import { parseStep } from '../report/step.ts';
import { type Loss, lostEvidence } from './lost-evidence.ts';
import type { Observation } from './observation.ts';

interface Kind {
  readonly ends: Ends;
  readonly destroys: readonly Loss[];
}

const harmless: Kind = { ends: 'nothing', destroys: [] };
const endsPod: Kind = { ends: 'pod', destroys: ['writable layer', 'log', 'processes', 'shim'] };
// the kubelet keeps the container that was, with its log and its writable layer, until the next one has ended too
const endsContainer: Kind = { ends: 'container', destroys: ['processes'] };

/** What commands of next steps end; of those that are not here nothing mends, or it is not known what. */
const kinds: readonly (readonly [command: RegExp, kind: Kind])[] = [
  [/^kubectl delete pod /, endsPod],
  [/^kubectl drain /, { ...endsPod, ends: 'containers-of-node' }],
  [/^docker restart /, endsContainer],
  [/^systemctl restart docker$/, { ends: 'containers-of-node', destroys: ['dockerd'] }],
  [/^systemctl restart kubelet$/, { ends: 'exec-sessions', destroys: ['kubelet'] }],
  [/^systemctl daemon-reexec$|^systemctl set-property --runtime |^sysctl -w /, harmless],
  [/^kill -CONT |^docker unpause |^(\S*\/)?ctr .*tasks resume |^echo (0|THAWED) ?> ?\S+freeze/, harmless],
  [/^mount -o remount,|^prlimit |^nsenter .* (mkdir|mount|umount|mknod) /, harmless],
  [/^runc .* exec .* mkdir -p |^apparmor_parser -r |^kubectl certificate approve /, harmless],
  [/^kubectl create clusterrolebinding /, harmless],
];

/** The first of the next steps that mends; null where none is known to. */
export function remedyOf(
  observation: Observation,
  where: Pick<Verdict, 'candidates'>,
  nextSteps: readonly string[],
): Remedy | null {
  for (const step of nextSteps) {
    const kind = kindOf(step, observation);
    if (kind) return { step, ends: kind.ends, destroys: lostEvidence(kind.destroys, observation, where) };
  }
  return null;
}

function kindOf(text: string, observation: Observation): Kind | null {
  const step = parseStep(text);
  // a sentence that holds under a condition is not the first thing to try
  if (step.kind === 'sentence') return /\bends nothing\b/i.test(text) && !/\bwhere\b/i.test(text) ? harmless : null;
  if (step.command === 'systemctl restart containerd') return restartOfContainerd(observation);
  const [, unit] = /^systemctl start (docker|containerd)$/.exec(step.command) ?? [];
  if (unit) return runs(unit, observation) ? null : harmless;
  return killOf(step.command, observation) ?? kinds.find(([command]) => command.test(step.command))?.[1] ?? null;
}

/** What runs is not started by that. */
const runs = (unit: string, { evidence }: Observation): boolean =>
  (evidence?.processes ?? []).some(({ name }) => name === (unit === 'docker' ? 'dockerd' : unit));

/** Of containerd's CRI plugin the streams of the sessions are a part. */
const restartOfContainerd = ({ target }: Observation): Kind => ({
  ends: target.runtime === 'containerd' ? 'exec-sessions' : 'nothing',
  destroys: ['containerd'],
});

/** By the process that it ends. */
function killOf(command: string, observation: Observation): Kind | null {
  const [, pid] = /\bkill -(?:KILL|9) (\S+)$/.exec(command) ?? [];
  const { 'target.init': init, 'target.shim': shim } = observation.evidence?.facts ?? {};
  if (pid === undefined) return null;
  if (pid === 'PROCESS') return { ends: 'exec-sessions', destroys: ['processes'] };
  if (pid === (init || 'PID')) return endsContainer;
  if (pid === (shim || 'SHIM')) {
    return { ends: observation.target.runtime === 'containerd' ? 'pod' : 'container', destroys: ['shim', 'processes'] };
  }
  return restartOfContainerd(observation);
}
