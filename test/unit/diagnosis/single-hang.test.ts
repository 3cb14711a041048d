import { describe, expect, it } from 'vitest';
import { diagnose } from '../../../src/diagnosis/diagnose.ts';
import { observation, type Situation, verdictLine } from './observe.ts';

const forbidden = { target: 'kubectl:error ctr:hang runc:ok nsenter:ok', second: 'ok' };
const unread = { r: 'socket', layer: 'shim', path: '/run/s', listens: true, waiting: 0, unread: 300 } as const;
const verdict = (situation: Situation) => diagnose(observation('containerd', situation)).verdict;

describe('a probe that hangs', () => {
  it.each<[string, string, Situation]>([
    ['alone, may do so by chance', 'fault shim container low', forbidden],
    [
      'where kubectl hangs too',
      'fault shim container high',
      { ...forbidden, target: 'kubectl:hang ctr:hang runc:ok nsenter:ok' },
    ],
    [
      'where those above hang for what the node shows',
      'fault container container low',
      {
        ...forbidden,
        target: 'kubectl:hang ctr:hang runc:hang nsenter:ok',
        evidence: {
          sockets: [
            { ...unread, layer: 'containerd', look: 1 },
            { ...unread, layer: 'containerd', look: 2 },
          ],
        },
      },
    ],
    [
      'for the control too',
      'fault containerd node high',
      { ...forbidden, control: 'kubectl:error ctr:hang runc:ok nsenter:ok', second: 'hang' },
    ],
    [
      'for the control too, while others are served',
      'fault shim several-containers medium',
      { ...forbidden, control: 'kubectl:error ctr:hang runc:ok nsenter:ok' },
    ],
    ['and whose shim is stopped', 'fault shim container high', { ...forbidden, processes: 'shim:T' }],
    [
      'and whose shim leaves unread what it is asked',
      'fault shim container high',
      {
        ...forbidden,
        evidence: {
          sockets: [
            { ...unread, look: 1 },
            { ...unread, look: 2 },
          ],
        },
      },
    ],
  ])('%s', (_, expected, situation) => expect(verdictLine(verdict(situation))).toBe(expected));
  it('alone is told as such', () =>
    expect(verdict(forbidden).confidenceReason).toBe(
      'no other hang confirms it, and a hang is not tried again: a single one may be chance',
    ));
});
