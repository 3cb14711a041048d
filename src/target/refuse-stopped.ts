import { Problem } from '../model/problem.ts';
import { describeState } from './container-state.ts';
import { leaving } from './deletion.ts';
import type { Pod, PodContainer } from './pod.ts';

/** Throws where there is nothing to exec into: no node, no container, or one that does not run. */
export function refuseStopped(pod: Pod, container: PodContainer): void {
  if (pod.nodeName === '') throw unscheduled(pod);
  if (container.state.kind !== 'running') throw stopped(pod, container);
  if (container.containerID === '') {
    throw new Problem(`${subject(pod, container)} is running, but its status has no container id yet.`, {
      next: 'Try again in a few seconds.',
    });
  }
}

function unscheduled(pod: Pod): Problem {
  return new Problem(`Pod ${pod.namespace}/${pod.name} is on no node yet; its phase is ${pod.phase || 'not known'}.`, {
    ...(pod.unschedulable && { why: `The scheduler says: ${sentence(pod.unschedulable)}` }),
    next: `See why: kubectl describe pod ${pod.name} -n ${pod.namespace}`,
  });
}

function stopped(pod: Pod, container: PodContainer): Problem {
  const reason = [pod.reason, pod.message].filter(Boolean).join(': ');
  const facts = [
    leaving(pod),
    `The pod's phase is ${pod.phase || 'not known'}${reason ? ` (${reason})` : ''}.`,
    container.restartCount > 0 ? `The container was restarted ${times(container.restartCount)}.` : '',
    container.lastState.kind === 'terminated' ? `The time before it ${describeState(container.lastState)}.` : '',
  ];
  return new Problem(`${subject(pod, container)} is not running: it ${describeState(container.state)}.`, {
    why: facts.filter(Boolean).join(' '),
    next: nextStep(pod, container),
  });
}

function nextStep(pod: Pod, container: PodContainer): string {
  const { namespace, name, finalizers } = pod;
  if (pod.deletedAt !== '' && finalizers.length > 0) {
    return `Ask whoever set the finalizer why it stays: kubectl get pod ${name} -n ${namespace} -o yaml`;
  }
  const logs = `See what it said: kubectl logs ${name} -n ${namespace} -c ${container.name}`;
  if (container.state.kind === 'terminated') return logs;
  if (container.lastState.kind === 'terminated') return `${logs} --previous`;
  return `See why: kubectl describe pod ${name} -n ${namespace}`;
}

function subject(pod: Pod, container: PodContainer): string {
  return `Container ${JSON.stringify(container.name)} of pod ${pod.namespace}/${pod.name}`;
}

function times(count: number): string {
  return count === 1 ? 'once' : `${count} times`;
}

function sentence(text: string): string {
  return text.endsWith('.') ? text : `${text}.`;
}
