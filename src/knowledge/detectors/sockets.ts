import type { Observation } from '../../evidence/observation.ts';
import { hasRunningRuntime, isTraced, standsStill, stuckProcesses } from '../../evidence/stuck-processes.ts';
import type { RecordOf } from '../../records/record.ts';
import type { Detection } from '../entry.ts';

type Layer = RecordOf<'socket'>['layer'];

/** What was asked of a layer and lies unread in the kernel, at two looks a while apart. */
export interface Unread {
  readonly layer: Layer;
  readonly path: string;
  readonly waiting: number;
  readonly unread: number;
}

/**
 * The layers that do not take what they are asked. A busy process leaves something unread for a moment, so only what is
 * still there at the second look counts.
 */
export function unreadSockets({ evidence }: Observation): readonly Unread[] {
  const sockets = evidence?.sockets ?? [];
  return sockets
    .filter(({ look }) => look === 2)
    .flatMap((late) => {
      const early = sockets.find(({ look, layer }) => look === 1 && layer === late.layer);
      const waiting = Math.min(early?.waiting ?? 0, late.waiting);
      const unread = Math.min(early?.unread ?? 0, late.unread);
      return waiting + unread > 0 ? [{ layer: late.layer, path: late.path, waiting, unread }] : [];
    });
}

/** As in: "2 connections wait to be accepted at containerd's socket". */
export function spellUnread({ layer, waiting, unread }: Unread): string {
  const socket = layer === 'shim' ? "the shim's socket" : `${layer}'s socket`;
  const parts = [
    ...(waiting > 0 ? [`${waiting} ${waiting === 1 ? 'connection waits' : 'connections wait'} to be accepted`] : []),
    ...(unread > 0 ? [`${unread} bytes that were sent lie unread`] : []),
  ];
  return `${parts.join(', and ')} at ${socket}, for as long as it was looked at`;
}

/** A layer whose process is there, is not held by somebody, and does not take what it is asked. */
export const unresponsive =
  (layer: Layer) =>
  (observation: Observation): readonly Detection[] =>
    unreadSockets(observation)
      .filter((socket) => socket.layer === layer && !isHeld(layer, observation) && !isAtWork(layer, observation))
      .map((socket) => ({ summary: `${capital(spellUnread(socket))}.`, evidence: [`socket: ${socket.path}`] }));

/** It has started a runtime for a request, and that runs. */
const isAtWork = (layer: Layer, observation: Observation) => layer === 'shim' && hasRunningRuntime(observation);

const isHeld = (layer: Layer, { evidence }: Observation) =>
  stuckProcesses(evidence).some((process) => process.layer === layer && (standsStill(process) || isTraced(process)));

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
