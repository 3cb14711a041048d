import { limits } from '../../limits.ts';
import type { Report } from '../../model/report.ts';
import type { NodeFacts, Target } from '../../model/target.ts';
import { cleanLine } from '../clean-text.ts';
import { seconds } from '../outcome-text.ts';
import { wrapWords } from '../wrap.ts';

const labelWidth = 12;

/** Who, where and when, aligned as by `kubectl describe`. */
export const header = (report: Report, width: number): string[] =>
  headerFields(report).flatMap(([label, value]) => field(label, value, width));

/** The same as pairs, those that there is something to tell of. */
export function headerFields(report: Report): [label: string, value: string][] {
  const { target } = report;
  const fields: [label: string, value: string][] = [
    ['Pod', target.pod && `${target.namespace}/${target.pod}`],
    ['Container', `${target.container} (${containerRemarks(target)})`],
    ['Node', report.transport.kind === 'local' ? target.node.name : nodeState(target.node)],
    ['Serving', serving(report)],
    ['Runtime', runtime(target)],
    ['When', when(report)],
    ['Context', report.transport.kind === 'local' ? '' : (report.context ?? '(none)')],
    ['Debug pod', debugPodRemarks(report)],
    ['By way of', wayRemarks(report)],
  ];
  return fields.filter(([, value]) => value !== '');
}

function containerRemarks({ containerID, containerKind, restartCount }: Target): string {
  const kind = containerKind === 'regular' ? '' : `${containerKind} container`;
  const restarts = restartCount === 0 ? '' : `restarted ${restartCount} times`;
  return [containerID.slice(0, 12), kind, restarts].filter(Boolean).join(', ');
}

/** Saved records do not say how long they took. */
const when = ({ startedAt, durationMs, transport }: Report): string =>
  transport.kind === 'records' ? utc(startedAt) : `${utc(startedAt)}, took ${seconds(durationMs)}`;

/** Only where there is something to tell: does the application itself serve? */
function serving({ surroundings: { serving: now }, target }: Report): string {
  if (target.containerKind !== 'regular') return '';
  const remarks = [
    ...(now.ready ? [] : ['NOT ready']),
    ...(now.lastEnd === null ? [] : [`the last one ${now.lastEnd}`]),
  ];
  return remarks.join(', ');
}

function nodeState({ name, ready, lease }: NodeFacts): string {
  const readiness =
    ready === null ? 'Ready not read' : ready.status === 'True' ? 'Ready' : `NOT Ready (${ready.status})`;
  const reason = ready === null || ready.status === 'True' ? [] : [ready.reason, ready.message].filter(Boolean);
  return [`${name}: ${readiness}, ${leaseState(lease)}`, ...reason].join('; ');
}

function leaseState(lease: NodeFacts['lease']): string {
  if (lease === null) return 'lease not read';
  const stale = lease.ageSeconds * 1000 > limits.leaseStaleMs ? 'STALE, ' : '';
  return `lease ${stale}renewed ${age(lease.ageSeconds)} ago`;
}

function runtime({ runtime, node }: Target): string {
  const version = node.runtimeVersion === '' ? runtime : node.runtimeVersion.replace('://', ' ');
  const kubelet = node.kubeletVersion && `kubelet ${node.kubeletVersion}`;
  const kernel = node.kernelVersion && `kernel ${node.kernelVersion}`;
  return [version, kubelet, node.osImage, kernel, node.architecture].filter(Boolean).join(', ');
}

/** Only what is out of the ordinary. */
function debugPodRemarks({ transport }: Report): string {
  if (transport.kind !== 'pod') return '';
  const remarks = [
    transport.failure,
    transport.recordsFrom === 'termination-message' && 'its log could not be read, its termination message could',
    transport.userland === 'image' && `ran with the programs of ${transport.image}, not the node's own`,
  ].filter(Boolean);
  return remarks.length === 0 ? '' : `${transport.namespace}/${transport.pod}: ${remarks.join('; ')}`;
}

/** Where there was no debug pod: how the script was run. */
function wayRemarks({ transport }: Report): string {
  if (transport.kind === 'pod') return '';
  const ways = {
    ssh: `ssh to ${transport.to}`,
    local: 'this machine, which is the node',
    via: transport.to,
    records: `the records in ${transport.to}`,
  };
  const cut = transport.recordsFrom === 'gist' ? '; its output was cut, and the gist in it was whole' : '';
  return `${ways[transport.kind]}${cut}`;
}

/** `2026-11-29 02:05:30 UTC`; what is no time stays as it is. */
export function utc(time: string): string {
  const date = new Date(time);
  return Number.isNaN(date.getTime()) ? time : `${date.toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

/** In kubectl's manner: one unit, the larger the longer ago. */
function age(seconds: number): string {
  if (seconds < 120) return `${Math.round(seconds)}s`;
  if (seconds < 7200) return `${Math.floor(seconds / 60)}m`;
  return seconds < 172_800 ? `${Math.floor(seconds / 3600)}h` : `${Math.floor(seconds / 86_400)}d`;
}

/** A labelled line, wrapped below its label. */
export function field(label: string, value: string, width: number): string[] {
  const lines = wrapWords(cleanLine(value), width - labelWidth);
  return lines.map((line, index) => (index === 0 ? `${label}:` : '').padEnd(labelWidth) + line);
}
