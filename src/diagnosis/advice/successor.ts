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
  const saved = isSure(fromFile ? null : successor)
    ? ''
    : `. Save it first: kubectl get pod -n ${namespace} ${pod} -o yaml`;
  return withNote(step, `${comes}${saved}`);
}

const ofFile =
  "Delete does nothing here: it is a static pod, which the kubelet has of a file. Move its manifest out of the kubelet's staticPodPath, wait until its containers have ended, and move it back: ends all of the pod.";

/** Controllers of Kubernetes itself that make a new pod for each that is deleted, and how. */
const anew: Readonly<Record<string, string>> = {
  ReplicaSet: '',
  ReplicationController: '',
  StatefulSet: ', under the same name',
  DaemonSet: ', on this node again',
};

const isSure = (successor: Successor | null): boolean =>
  successor?.by === 'controller' && Object.hasOwn(anew, successor.kind);

/** The rest of the line. Whoever made the pod has chosen the words. */
function whatComes(successor: Successor | null): string {
  switch (successor?.by) {
    case 'controller': {
      const kind = nameOr('its controller', 'kind', successor.kind);
      const who = [kind, nameOr('', 'pod', successor.name)].filter(Boolean).join(' ');
      if (isSure(successor)) return `; a new one comes from ${who}${anew[successor.kind] ?? ''}`;
      return kind === 'Job'
        ? `; a new one comes from ${who} only within its backoffLimit`
        : `; whether a new one comes is up to ${who}`;
    }
    case 'nobody':
      return ', which will NOT come back: it has no controller';
    default:
      return onlyByController;
  }
}
