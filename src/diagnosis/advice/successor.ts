import type { Observation } from '../../evidence/observation.ts';
import { onlyByController, withNote } from '../../knowledge/entry-steps.ts';
import { nameOr } from '../../model/name-grammar.ts';
import type { Successor } from '../../model/pod-context.ts';
import { type Step, toRead } from '../../model/step.ts';
import { namesOf } from './command-parts.ts';

/** A step that deletes the pod, with what brings it back; others as they are. */
export function withSuccessor(step: Step, observation: Observation): Step {
  const { target, podContext, fromFile } = observation;
  if (step.action !== 'delete-pod' || step.command === null || target.pod === '') return step;
  const { namespace, pod } = namesOf(target);
  const { successor } = podContext;
  if (successor?.by === 'kubelet') return toRead(ofFile, { action: 'delete-pod' });
  const comes = whatComes(fromFile ? null : successor);
  const where = waitsForNode(observation) ? unlessElsewhere(target.node.name) : '';
  const saved = isSure(fromFile ? null : successor)
    ? ''
    : `. Save it first: kubectl get pod -n ${namespace} ${pod} -o yaml >${pod}.yaml`;
  return withNote(step, `${comes}${where}${saved}`);
}

const ofFile =
  "Delete does nothing here: it is a static pod, which the kubelet has of a file. Move its manifest out of the kubelet's staticPodPath, wait until its containers have ended, and move it back: ends all of the pod.";

/** What a kind of controller does about a pod that is deleted. */
interface Controller {
  /** Others may call their kinds the same, and make no pods. */
  readonly group: string;
  readonly kind: string;
  /** It makes a new one for each, and how: the rest of a line; null where it may, or may not. */
  readonly anew: string | null;
  /** Its pods tolerate a node that is cordoned. */
  readonly onCordoned?: true;
}

/** Those of Kubernetes itself. */
const controllers: readonly Controller[] = [
  { group: 'apps', kind: 'ReplicaSet', anew: '' },
  { group: '', kind: 'ReplicationController', anew: '' },
  { group: 'apps', kind: 'StatefulSet', anew: ', under the same name' },
  { group: 'apps', kind: 'DaemonSet', anew: ', on this node again', onCordoned: true },
  { group: 'batch', kind: 'Job', anew: null },
];

const controllerOf = (successor: Successor | null): Controller | undefined =>
  successor?.by === 'controller'
    ? controllers.find(({ group, kind }) => group === successor.group && kind === successor.kind)
    : undefined;

const isSure = (successor: Successor | null): boolean => typeof controllerOf(successor)?.anew === 'string';

/** A new pod is placed anew, and not on a node that takes none. */
const waitsForNode = ({ target, podContext: { successor }, fromFile }: Observation): boolean =>
  !fromFile &&
  target.node.unschedulable === true &&
  successor?.by === 'controller' &&
  controllerOf(successor)?.onCordoned !== true;

const unlessElsewhere = (node: string): string =>
  `. But node ${nameOr('NODE', 'node', node)} is cordoned: it goes to another node, or stays Pending`;

/** The rest of the line. Whoever made the pod has chosen the words. */
function whatComes(successor: Successor | null): string {
  switch (successor?.by) {
    case 'controller': {
      const known = controllerOf(successor);
      const who = spelled(successor, known !== undefined);
      if (known === undefined) return `; whether a new one comes is up to ${who}`;
      return known.anew === null
        ? `; a new one comes from ${who} only within its backoffLimit`
        : `; a new one comes from ${who}${known.anew}`;
    }
    case 'nobody':
      return ', which will NOT come back: it has no controller';
    default:
      return onlyByController;
  }
}

/** As in: "ReplicaSet web", and of a kind that is not Kubernetes' own with its group: "Rollout.argoproj.io web". */
function spelled({ group, kind, name }: Extract<Successor, { by: 'controller' }>, isKnown: boolean): string {
  const safe = nameOr('its controller', 'kind', kind);
  const ofGroup = isKnown || safe !== kind ? '' : nameOr('', 'pod', group);
  return [[safe, ofGroup].filter(Boolean).join('.'), nameOr('', 'pod', name)].filter(Boolean).join(' ');
}
