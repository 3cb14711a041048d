import { type Observation, probeOf } from '../../evidence/observation.ts';
import { isFailing } from '../../model/probe.ts';
import type { Detection } from '../entry.ts';

/** The script found the kubelet listening at the kubelet's port. */
export const kubeletListens = ({ evidence }: Observation): boolean => evidence?.facts['kubelet.listens'] === 'yes';

/**
 * What became of a connection to the kubelet on the node itself; asked where no debug pod proves that it works. The kernel
 * connects for a kubelet that hangs, so where it does not although it listens, a packet filter stands before it.
 * Null: not known.
 */
export function kubeletOnNode({ evidence }: Observation): 'answers' | 'hangs' | 'not-there' | 'filtered' | null {
  // it may be told to listen elsewhere
  if (evidence?.facts['kubelet.listens'] === 'no') return evidence.processes.some(isKubelet) ? null : 'not-there';
  const asked = evidence?.answers.find(({ name }) => name === 'kubelet');
  if (!asked) return null;
  const [connected, answered] = asked.out.trim().split('\n');
  if (connected === 'connected') return answered ? 'answers' : 'hangs';
  // else it is a bash that cannot do it
  return asked.end === 'timeout' || /refused|timed out|unreachable|No route|prohibited/i.test(asked.err)
    ? 'filtered'
    : null;
}

const isKubelet = ({ role, name }: { role: string; name: string }) =>
  role === 'daemon' && /^(kubelet|kubelite|k3s|rke2|k0s)/.test(name);

/** The log does not get through, and there is nobody who could answer. */
export const isKubeletGone = (observation: Observation): boolean =>
  logFails(observation) && kubeletOnNode(observation) === 'not-there';

export const noKubelet = 'No kubelet runs on the node, and nothing listens at its port.';

/** Neither does an exec. */
export function kubeletNotThere(observation: Observation): readonly Detection[] {
  if (!isFailing(probeOf(observation, 'target', 'kubectl')) || !isKubeletGone(observation)) return [];
  return [
    {
      summary: noKubelet,
      evidence: ['port 10250 of the node: nothing listens', 'processes of the node: no kubelet among them'],
    },
  ];
}

/** A plain request for the target's log comes to nothing, however often, and no kubelet has answered one. */
export function logFails(observation: Observation): boolean {
  const kinds = logsOf(observation).map(({ kind }) => kind);
  return kinds.length > 0 && kinds.every((kind) => kind === 'error' || kind === 'hang') && !answersForLog(observation);
}

/** Nor does the debug pod's log come through the API server. */
export const isDebugLogLost = (observation: Observation): boolean =>
  observation.debugPod.logReadable === false && !answersForLog(observation);

const logsOf = ({ crossChecks }: Observation) =>
  crossChecks.filter(({ name }) => name === 'log').map(({ outcome }) => outcome);

/** The API server hands on what a kubelet has answered in such brackets; in its own refusals a verb stands there. */
export const answersForLog = (observation: Observation): boolean => logSays(observation, /\( pods\/log /);

/** A kubelet answers so, with 405, where its debugging handlers are off: those of logs, and those of exec. */
export const servesNoLog = (observation: Observation): boolean =>
  logSays(observation, /does not allow this method on the requested resource \( pods\/log /);

/** It has refused the log, and exec fails, whatever is said of that. */
export const handlersOff = (observation: Observation): readonly Detection[] =>
  isFailing(probeOf(observation, 'target', 'kubectl')) && servesNoLog(observation)
    ? [
        {
          summary: "The kubelet refuses the target's log with 405: it does so where exec and logs are switched off.",
          evidence: ["target's log: 405, by the kubelet"],
        },
      ]
    : [];

const logSays = (observation: Observation, words: RegExp): boolean =>
  logsOf(observation).some((outcome) => outcome.kind === 'error' && words.test(outcome.text));

/** The kubelet works, as the node shows; but nothing asked of it through the API server comes back. */
export function kubeletNotReached(observation: Observation): readonly Detection[] {
  const proof = kubeletWorks(observation);
  const exec = probeOf(observation, 'target', 'kubectl');
  // dockerd's words, which the kubelet has handed on
  const isHandedOn = exec?.outcome.kind === 'error' && exec.outcome.text.includes('Error response from daemon: ');
  if (!proof || !isFailing(exec) || isHandedOn) return [];
  return [
    {
      summary:
        'The kubelet runs and listens, and the API server does not get through to it, neither for an exec nor for a log.',
      evidence: ['port 10250 of the node: the kubelet listens', ...proof],
    },
  ];
}

/**
 * No connection to the kubelet's port comes about, by the words of who tried, or as the node shows. Of a plain hang that is not known:
 * packets that are too large for the way get lost as well.
 */
export function portIsClosed(observation: Observation): boolean | 'perhaps' {
  const outcome = probeOf(observation, 'target', 'kubectl')?.outcome;
  const text = outcome?.kind === 'error' ? outcome.text : '';
  if (
    kubeletOnNode(observation) === 'filtered' ||
    /dial tcp \S{1,100}: [^\n]{0,40}(?:refused|timeout|timed out|no route to host|is unreachable)/.test(text)
  )
    return true;
  // a filter that drops, or a way that loses large packets
  return outcome?.kind === 'hang' ? 'perhaps' : false;
}

/** What proves it, beside the logs that do not come; null where they do, or nothing does. */
function kubeletWorks(observation: Observation): readonly string[] | null {
  if (!observation.evidence || !kubeletListens(observation)) return null;
  if (isDebugLogLost(observation)) return ["debug pod's log: did not arrive; its termination message: arrived"];
  const onNode = kubeletOnNode(observation);
  if (!logFails(observation) || (onNode !== 'answers' && onNode !== 'filtered')) return null;
  return [
    "target's log: did not arrive",
    onNode === 'answers' ? 'kubelet, queried on the node: answers' : 'no connection to it succeeds on the node either',
  ];
}

/** As whom an API server comes to kubelets, where kubeadm and others have set it up. */
const apiServerUsers: readonly string[] = ['kube-apiserver-kubelet-client', 'kube-apiserver', 'kubernetes'];

/**
 * As whom the API server came to the kubelet, by the words of the one that has refused it. Null where none has, and where it is
 * a name of another kind: whoever answers at a node's port 10250 may name himself, to be granted all kubelets.
 */
export function apiServerUser(observation: Observation): string | null {
  const outcome = probeOf(observation, 'target', 'kubectl')?.outcome;
  const text = outcome?.kind === 'error' ? outcome.text : '';
  const user = /Forbidden \(user=([^,\s]{1,253}), verb=\w{1,20}, resource=nodes/.exec(text)?.[1];
  return apiServerUsers.find((known) => known === user) ?? null;
}

/** It came as somebody that may be granted something. */
export const apiServerIsNamed = (observation: Observation): boolean => apiServerUser(observation) !== null;
