import type { StartFailure } from '../../debug-pod/start-failure.ts';
import type { Observation } from '../../evidence/observation.ts';
import type { Detection } from '../entry.ts';

/** The debug pod did not start, for a reason of that kind. */
export const podFailure =
  (kind: StartFailure['kind']) =>
  ({ debugPod: { failure }, target }: Observation): readonly Detection[] => {
    if (failure?.kind !== kind) return [];
    return [
      {
        summary: `The debug pod did not start on node ${target.node.name}${failure.text ? `: ${failure.text}` : ', and nobody said why.'}`,
        evidence: failure.text ? [failure.text] : [],
      },
    ];
  };

export function nodeNotReady({ target: { node } }: Observation): readonly Detection[] {
  const { name, ready } = node;
  if (!ready || ready.status === 'True') return [];
  return [
    {
      summary: `Node ${name} is not Ready (${ready.status}): ${ready.message}`,
      evidence: [`Ready: ${ready.status}`, `reason: ${ready.reason}`],
    },
  ];
}

/** It renewed no lease during the whole run. */
export const kubeletSilent = ({ kubeletSilent: silent, target }: Observation): readonly Detection[] =>
  silent
    ? [
        {
          summary: `The kubelet of node ${target.node.name} gave no sign of life while this ran.`,
          evidence: [`lease: not renewed since ${target.node.lease?.renewTime ?? 'an unknown time'}`],
        },
      ]
    : [];
