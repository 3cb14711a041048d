import { standaloneScript } from '../node-script/standalone-script.ts';
import { runOverTransport } from '../transport/run-over-transport.ts';
import type { Transport } from '../transport/transport.ts';
import type { Examination } from './examine.ts';
import { type Examined, fromAbove, listener, skippedProbe } from './from-above.ts';

/** Where no debug pod is wanted. The control is somebody else's container, and not asked through the API server. */
export async function examineOverTransport(transport: Transport, examined: Examined): Promise<Examination> {
  const { target, plan, options } = examined;
  const { parameters, command } = plan;
  const told = listener(target.runtime);
  options.stage(
    `probing each layer on node ${target.node.name}, by ${transport.kind === 'ssh' ? 'ssh to ' : ''}${transport.to}`,
  );
  const script = standaloneScript({ parameters, command, output: transport.output, plan: '' });
  const nodeFailed = new AbortController();
  const cancelled = AbortSignal.any([options.cancelled, nodeFailed.signal]);
  const signal = AbortSignal.any([cancelled, options.clock.timeIsUp]);
  const fromNode = runOverTransport(transport, script, { onRecord: told.onRecord, signal }).finally(told.close);
  const above = fromAbove({ ...examined, options: { ...options, cancelled } }).targetOnceOpen(told);
  // nobody waits for one of them where the other has failed
  fromNode.catch(() => nodeFailed.abort());
  await Promise.allSettled([fromNode, above]);
  options.cancelled.throwIfAborted();
  const followed = await fromNode;
  const { probe, ...more } = await above;
  return {
    transport: { kind: transport.kind, to: transport.to, recordsFrom: followed.from },
    failure: null,
    records: followed.records,
    logReadable: null,
    kubectl: parameters.control === '' ? [probe] : [probe, skippedProbe('control', 'existing-control')],
    ...more,
  };
}
