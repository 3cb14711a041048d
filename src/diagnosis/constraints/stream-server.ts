import { type Observation, probeOf } from '../../evidence/observation.ts';
import { isStreamTrusted, streamOf } from '../../evidence/side-probes.ts';
import { isFailing, isOk, type Probe, verb } from '../../model/probe.ts';
import { type ErrorOrigin, originOfProbe } from '../error-origin.ts';
import type { Constraint, Reading, Suspects } from './constraint.ts';

/**
 * kubectl's request goes through the CRI's stream server. crictl's goes there without -s, and past it with -s: where the
 * two part, it is the stream server; where both work, the CRI is sound.
 */
export const streamServer: Constraint = {
  id: 'stream-server',
  after: ['error-text', 'control', 'stuck-process', 'api-path'],
  read: (observation, { failing, working }, suspects) => {
    if (failing.name !== 'kubectl' || working?.name !== 'crictl' || !suspects.layers.includes('cri')) return null;
    const origin = originOfProbe(failing);
    const target = streamOf(observation, 'target');
    if (isOk(target)) return serves(failing, suspects);
    if (!target || !isFailing(target)) return null;
    const because = `crictl works for the target with -s, which goes to the runtime itself, and ${verb(target)} without it, through the CRI's stream server`;
    if (!isStreamTrusted(observation)) {
      return {
        weight: 'hint',
        because: `${because}; but by its text, or by the control, that is another way than kubectl's.`,
      };
    }
    if (origin && !throughStream.includes(origin.code)) return null;
    return accused(observation, `${because}, where kubectl's request goes too`, origin);
  },
};

/** Where the texts come from that were written when the request was at the stream server, or on its way there from the kubelet. */
const throughStream: readonly ErrorOrigin['code'][] = ['stream-server', 'stream-address', 'runtime-said'];

function serves(kubectl: Probe, { layers }: Suspects): Reading {
  const because = "crictl works for the target through the CRI's stream server too (without -s)";
  if (!originOfProbe(kubectl)?.suspects.includes('cri')) {
    return {
      weight: 'hint',
      leaves: layers.filter((layer) => layer !== 'cri'),
      because: `${because}: that is where kubectl's request goes, so the CRI is sound.`,
    };
  }
  return {
    weight: layers.length === 1 && !lacksScheme(kubectl) ? 'doubt' : 'hint',
    because: `${because}; the text of kubectl's failure points at the CRI all the same.`,
  };
}

/** An address without http: or https: is one that the kubelet stumbles over, and crictl takes for http. */
const lacksScheme = ({ outcome }: Probe): boolean => outcome.kind === 'error' && /Post "?\/\//.test(outcome.text);

/** That crictl is the kubelet's equal is a guess; it is none where kubectl's own text names the stream server. */
function accused(observation: Observation, because: string, origin: ErrorOrigin | null): Reading {
  const control = streamOf(observation, 'control');
  const reading = { weight: origin ? 'evidence' : 'doubt', leaves: ['cri'] } as const;
  if (isOk(control)) return { ...reading, scope: 'container', because: `${because}; it works for the control.` };
  if (!isFailing(control)) return { ...reading, because: `${because}.` };
  return {
    ...reading,
    because: `${because}; for the control as well.`,
    ...(isFailing(probeOf(observation, 'control', 'kubectl')) ? {} : { scope: 'node' }),
  };
}
