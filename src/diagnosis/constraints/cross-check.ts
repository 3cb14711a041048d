import { verb } from '../../evidence/break.ts';
import { authorOfProbe } from '../author.ts';
import type { Constraint } from './constraint.ts';

/**
 * The same container by another way of the same user: kubectl's own stream, its version or what passes none between it
 * and the API server, or what lies behind.
 */
export const crossCheck: Constraint = {
  id: 'cross-check',
  after: ['error-text', 'control'],
  read: ({ crossChecks }, { failing }, suspects) => {
    const webSocket = crossChecks.find(({ name }) => name === 'websocket')?.outcome;
    if (failing.name !== 'kubectl' || webSocket?.kind !== 'ok' || !suspects.layers.includes('client-path')) return null;
    // an answer of the cluster's own: the way was open, and what it says comes and goes
    if (authorOfProbe(failing)?.about === 'object') return null;
    return {
      weight: 'evidence',
      leaves: ['client-path'],
      scope: 'client',
      because: `kubectl ${verb(failing)}, and an exec of the same user over a WebSocket works: it is kubectl, or what stands between it and the API server.`,
    };
  },
};
