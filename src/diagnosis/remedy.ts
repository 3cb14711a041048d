import type { Layer } from '../model/layer.ts';
import type { Ends, Remedy, Scope, Verdict } from '../model/verdict.ts';
import { parseStep } from '../report/step.ts';
import type { Code } from '../signatures/catalogue.ts';
import { type Loss, lostEvidence } from './lost-evidence.ts';
import type { Observation } from './observation.ts';
import { oldRuntimes } from './old-runtimes.ts';
import { partsToChange } from './parts-of-commands.ts';

interface Kind {
  readonly ends: Ends;
  readonly destroys: readonly Loss[];
}

const harmless: Kind = { ends: 'nothing', destroys: [] };
const endsAll: Kind = { ends: 'containers-of-node', destroys: ['files of the node', 'processes', 'shim'] };
const endsPod: Kind = { ends: 'pod', destroys: ['files', 'processes', 'shim'] };
// the kubelet keeps the container that was, with its log and its writable layer, until the next one has ended too
const endsContainer: Kind = { ends: 'container', destroys: ['processes'] };

/** What sentences say that they end. */
const sentences: readonly (readonly [says: RegExp, kind: Kind])[] = [
  [/\bends nothing\b/i, harmless],
  [/\bends (that|those) execs? only\b/i, { ends: 'exec-sessions', destroys: ['processes'] }],
  [/\bends (that program|those processes)\b/i, { ends: 'processes', destroys: ['processes'] }],
];

/** What commands of next steps end; of those that are not here nothing mends, or it is not known what. */
const kinds: readonly (readonly [command: RegExp, kind: Kind])[] = [
  [/^kubectl delete pod /, endsPod],
  [/^kubectl drain /, endsAll],
  [/^docker restart /, endsContainer],
  [/^systemctl restart docker$/, { ends: 'containers-of-node', destroys: ['dockerd'] }],
  [/^systemctl restart kubelet$/, { ends: 'exec-sessions', destroys: ['kubelet'] }],
  [/^systemctl daemon-reexec$|^systemctl set-property --runtime |^sysctl -w /, harmless],
  [/^kill -CONT |^docker unpause |^(\S*\/)?ctr .*tasks resume |^echo (0|THAWED) ?> ?\S+freeze/, harmless],
  [/^mount (-i -n -N \S+ )?-o remount,|^umount -i -n -N |^mkdir -m 1777 |^prlimit /, harmless],
  [/^runc .* exec .* mkdir -p |^apparmor_parser -r |^kubectl certificate approve /, harmless],
  [/^kubectl create clusterrolebinding /, harmless],
];

/**
 * The first of the next steps that mends; null where none is known to. A sentence that holds under a condition is not the
 * first thing to try, but comes before what ends pods.
 */
export function remedyOf(
  observation: Observation,
  where: Pick<Verdict, 'candidates'>,
  nextSteps: readonly string[],
): Remedy | null {
  const known = nextSteps.flatMap((step) => {
    const kind = kindOf(step, observation);
    return kind ? [{ step, kind }] : [];
  });
  const sure = known.find(({ step }) => !isConditional(step));
  const isHarmful = sure === undefined || (endsPods.includes(sure.kind.ends) && !isProven(sure.step));
  const { step, kind } = (isHarmful ? known[0] : sure) ?? {};
  return step && kind ? { step, ends: kind.ends, destroys: lostEvidence(kind.destroys, observation, where) } : null;
}

/**
 * The same, where it fits to what else is said: nobody drains a node for one container, deletes a pod whose process takes no
 * signal, or logs in again where the API server has let our own requests in.
 */
export function soundRemedy(
  remedy: Remedy | null,
  { scope, candidates }: { readonly scope: Scope | null; readonly candidates: readonly Layer[] },
  cause: Code | null,
  avoid: readonly string[],
): Remedy | null {
  if (remedy === null || (cause === 'not-logged-in' && !candidates.includes('client-path'))) return null;
  const isForOne = scope === 'container' || scope === 'pod';
  if (isForOne && remedy.ends === 'containers-of-node') return null;
  // what has come over several at once is not mended by ending one of them
  if (scope === 'several-containers' && (remedy.ends === 'container' || remedy.ends === 'pod')) return null;
  return endsPods.includes(remedy.ends) && avoid.some((text) => /^Do not delete .*Terminating/.test(text))
    ? null
    : remedy;
}

const endsPods: readonly Ends[] = ['pod', 'containers-of-node'];

const isConditional = (text: string): boolean => parseStep(text).kind === 'sentence' && /\bwhere\b/i.test(text);

/** Of this very cause, in `withProof`'s words. */
const isProven = (step: string): boolean => step.includes('. Proven with ');

/** Steps that are for one of several states, which the step itself names in words; and how that state is known. */
const onlyWhere: readonly (readonly [command: RegExp, holds: (observation: Observation) => boolean])[] = [
  [/^mkdir -m 1777 \S+\/tmp$/, ({ evidence }) => evidence?.facts['target.shim.tmp'] === 'no'],
  [/^mount .* remount,rw \/tmp$/, (observation) => hasSaid(observation, 'read-only file system')],
  [/^mount .* remount,size=\S+ \/tmp$/, (observation) => hasSaid(observation, 'no space left')],
  [/\bsystemctl (re)?start containerd$/, (observation) => !isDockersOwn(observation)],
];

const hasSaid = ({ probes }: Observation, words: string): boolean =>
  probes.some(({ outcome }) => outcome.kind === 'error' && outcome.text.includes(words));

function kindOf(text: string, observation: Observation): Kind | null {
  const step = parseStep(text);
  if (step.kind === 'sentence') return sentences.find(([says]) => says.test(text))?.[1] ?? null;
  if (onlyWhere.some(([command, holds]) => command.test(step.command) && !holds(observation))) return null;
  if (step.command === 'systemctl restart containerd') return restartOfContainerd(observation);
  const [, unit] = /^systemctl start (docker|containerd)$/.exec(step.command) ?? [];
  if (unit) return runs(unit, observation) ? null : harmless;
  return killOf(step.command, observation) ?? kinds.find(([command]) => command.test(step.command))?.[1] ?? null;
}

/** A containerd that dockerd has started is no unit of systemd's. */
const isDockersOwn = (observation: Observation): boolean =>
  observation.evidence?.facts['target.address']?.includes('/docker/containerd') === true ||
  hasSaid(observation, '/docker/containerd');

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
  const { init, shim } = partsToChange(observation);
  if (pid === undefined) return null;
  const runtimes = ['PROCESS', 'RUNC', ...oldRuntimes(observation.evidence).map(({ process }) => String(process.pid))];
  if (runtimes.includes(pid)) return { ends: 'exec-sessions', destroys: ['processes'] };
  if (pid === init) {
    const isCleared = command.startsWith('rm -r ');
    return isCleared ? { ...endsContainer, destroys: ['record', ...endsContainer.destroys] } : endsContainer;
  }
  if (pid === shim) {
    return { ends: observation.target.runtime === 'containerd' ? 'pod' : 'container', destroys: ['shim', 'processes'] };
  }
  return isContainerd(pid, observation) ? restartOfContainerd(observation) : null;
}

/** `CONTAINERD` where the node has several, and it is not known which. */
const isContainerd = (pid: string, { evidence }: Observation): boolean =>
  pid === 'CONTAINERD' ||
  pid === evidence?.facts['target.containerd'] ||
  (evidence?.processes ?? []).some(
    (process) => String(process.pid) === pid && /^(docker-)?containe(rd)?$/.test(process.name),
  );
