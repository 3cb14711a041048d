import type { Probe } from '../../model/probe.ts';
import { type Author, authorOfProbe } from '../author.ts';
import { isFailing, isOk, verb } from '../break.ts';
import { probeOf } from '../column.ts';
import type { Clue, Left, Narrowing } from './constraint.ts';
import type { Observation } from '../observation.ts';
import { isStreamTrusted, streamOf } from '../stream.ts';

/**
 * kubectl's request goes through the CRI's stream server. crictl's goes there without -s, and past it with -s: where the
 * two part, it is the stream server; where both work, the CRI is sound.
 */
export const byStream: Narrowing = (observation, { failing, working }, left) => {
  if (failing.name !== 'kubectl' || working?.name !== 'crictl' || !left.suspects.includes('cri')) return null;
  const author = authorOfProbe(failing);
  const target = streamOf(observation, 'target');
  if (isOk(target)) return serves(failing, left);
  if (!target || !isFailing(target)) return null;
  const because = `crictl works for the target with -s, which asks the runtime itself, and ${verb(target)} without it, through the CRI's stream server`;
  if (!isStreamTrusted(observation)) {
    return { because: `${because}; but by its text, or by the control, that is another way than kubectl's.` };
  }
  if (author && !throughStream.includes(author.code)) return null;
  return accused(observation, `${because}, where kubectl's request goes too`, author);
};

/** Authors that spoke when the request was at the stream server, or on its way there from the kubelet. */
const throughStream: readonly Author['code'][] = ['stream-server', 'stream-address', 'runtime-said'];

function serves(kubectl: Probe, left: Left): Clue {
  const author = authorOfProbe(kubectl);
  const because = "crictl works for the target through the CRI's stream server too (without -s)";
  if (!author?.suspects.includes('cri')) {
    return {
      suspects: left.suspects.filter((layer) => layer !== 'cri'),
      because: `${because}: that is where kubectl's request goes, so the CRI is sound.`,
    };
  }
  return {
    because: `${because}; the text of kubectl's failure tells of the CRI all the same.`,
    ...(left.suspects.length === 1 && !lacksScheme(kubectl) ? { doubt: true } : {}),
  };
}

/** An address without http: or https: is one that the kubelet stumbles over, and crictl takes for http. */
const lacksScheme = ({ outcome }: Probe): boolean => outcome.kind === 'error' && /Post "?\/\//.test(outcome.text);

/** That crictl is the kubelet's equal is a guess; it is none where kubectl's own text names the stream server. */
function accused(observation: Observation, because: string, author: Author | null): Clue {
  const control = streamOf(observation, 'control');
  const known = author ? {} : { doubt: true };
  if (isOk(control)) {
    return { suspects: ['cri'], scope: 'container', because: `${because}; it works for the control.`, ...known };
  }
  if (!isFailing(control)) return { suspects: ['cri'], because: `${because}.`, ...known };
  return {
    suspects: ['cri'],
    because: `${because}; for the control as well.`,
    ...(isFailing(probeOf(observation, 'control', 'kubectl')) ? {} : { scope: 'node' }),
    ...known,
  };
}
