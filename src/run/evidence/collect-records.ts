import { setTimeout as sleep } from 'node:timers/promises';
import { ApiError } from '../../cluster/request/api-error.ts';
import { TooLong } from '../../cluster/request/bounded.ts';
import type { DebugPod } from '../../debug-pod/debug-pod.ts';
import type { PodState } from '../../debug-pod/pod-state.ts';
import { limits } from '../../limits.ts';
import { decodeBrief, missingFrom } from '../../records/brief.ts';
import { decodeStream } from '../../records/decode.ts';
import type { NodeRecord } from '../../records/record.ts';

export interface Collected {
  readonly records: readonly NodeRecord[];
  readonly from: 'log' | 'termination-message' | 'none';
  /** The API server reached the kubelet for the log; null: this user may not read it. */
  readonly logReadable: boolean | null;
}

const hasEnded = ({ kind }: PodState) => kind === 'ended' || kind === 'gone' || kind === 'rejected';
const isEnd = (record: NodeRecord | undefined) => record?.r === 'end';

/**
 * Takes the records out of the pod's log as they come. Where the log cannot be read, or breaks off, the brief in the
 * termination message stands in for what is missing.
 * @param signal when it fires, what has come so far is the answer
 */
export async function collectRecords(
  pod: DebugPod,
  { onRecord, signal }: { onRecord: (record: NodeRecord) => void; signal: AbortSignal },
): Promise<Collected> {
  const records: NodeRecord[] = [];
  const take = (record: NodeRecord) => {
    records.push(record);
    onRecord(record);
  };
  let logReadable: boolean | null = false;
  for (let attempt = 0; attempt < limits.logAttempts && !signal.aborted; attempt++) {
    const { readable, endless } = await followLog(pod, take, signal);
    logReadable = readable;
    if (isEnd(records.at(-1))) return { records, from: 'log', logReadable };
    if (!logReadable || endless || hasEnded(pod.state)) break;
  }
  const brief = await terminationBrief(pod, signal);
  for (const record of missingFrom(records, brief)) take(record);
  const from = brief.length > 0 ? 'termination-message' : records.length > 0 ? 'log' : 'none';
  return { records, from, logReadable };
}

/** Follows the log until the last record, or until it breaks off. */
async function followLog(
  pod: DebugPod,
  take: (record: NodeRecord) => void,
  signal: AbortSignal,
): Promise<{ readable: boolean | null; endless: boolean }> {
  let readable: boolean | null = false;
  let endless = false;
  const stop = new AbortController();
  const either = AbortSignal.any([signal, stop.signal]);
  const silent = setTimeout(() => stop.abort(), limits.logAnswerMs);
  try {
    const log = await pod.log(either);
    readable = true;
    clearTimeout(silent);
    void stopSoonAfterTheEnd(pod, stop);
    for await (const record of decodeStream(log)) {
      take(record);
      if (isEnd(record)) break;
    }
  } catch (error) {
    endless = error instanceof TooLong;
    if (error instanceof ApiError && (error.status === 401 || error.status === 403)) readable = null;
  } finally {
    clearTimeout(silent);
    stop.abort();
  }
  return { readable, endless };
}

/** A log stream may stall for good; once the container has ended there is nothing more to come. */
async function stopSoonAfterTheEnd(pod: DebugPod, stop: AbortController): Promise<void> {
  try {
    await pod.until(hasEnded, limits.maxTimerMs, stop.signal);
    await sleep(limits.logTailMs, undefined, { signal: stop.signal });
    stop.abort();
  } catch {
    // it was stopped meanwhile
  }
}

async function terminationBrief(pod: DebugPod, signal: AbortSignal): Promise<readonly NodeRecord[]> {
  try {
    const state = await pod.until(hasEnded, limits.maxTimerMs, signal);
    return state.kind === 'ended' ? decodeBrief(state.message) : [];
  } catch {
    return [];
  }
}
