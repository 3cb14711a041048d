import { hangingRuntime, startedByShim } from '../../evidence/stuck-processes.ts';
import { spellUnread, unreadSockets } from '../../knowledge/detectors/sockets.ts';
import { layers } from '../../model/layer.ts';
import type { RecordOf } from '../../records/record.ts';
import type { Constraint, Reading } from './constraint.ts';

/**
 * Where the request stopped: a layer that leaves unread what it was asked holds it, and those above only wait. The
 * kernel tells so within seconds, where a client can only wait for its time to be over.
 */
export const unreadSocket: Constraint = {
  id: 'unread-socket',
  read: (observation, { failing, suspects }) => {
    if (failing.outcome.kind !== 'hang') return null;
    const unread = unreadSockets(observation).filter(({ layer }) => suspects.includes(layer));
    const [lowest] = unread.toSorted((a, b) => layers.indexOf(b.layer) - layers.indexOf(a.layer));
    if (!lowest) return null;
    const because = `${spellUnread(lowest)}: it does not read its requests.`;
    return { weight: 'proof', leaves: [lowest.layer], because };
  },
};

/** Whoever runs has not hung, and nobody has who waits for it; but it may have begun to turn in circles. */
const atWork = ({ name, pid }: RecordOf<'process'>): Reading => ({
  weight: 'doubt',
  because: `The shim has started ${name} (process ${pid}) in this run, which is at work (R): it may be short of CPU, as the shim, and slow rather than hung.`,
});

/** The request came as far as the runtime: the layers above have done what was theirs. */
export const pendingRuntime: Constraint = {
  id: 'pending-runtime',
  read: (observation, { failing }, suspects) => {
    if (failing.outcome.kind !== 'hang') return null;
    const started = startedByShim(observation.evidence).find(({ role }) => role === 'runtime');
    if (started?.state === 'R') return atWork(started);
    if (!started || !suspects.layers.some((layer) => layer === 'runc' || layer === 'container')) return null;
    return {
      weight: 'evidence',
      leaves: hangingRuntime(observation) ? ['shim', 'runc'] : ['runc', 'container'],
      because: `The request came as far as the runtime: the shim has started ${started.name} (process ${started.pid}) for it, which does not end.`,
      witness: true,
    };
  },
};
