import { hasTrait } from '../../knowledge/index.ts';
import { limits } from '../../limits.ts';
import type { ImageSource, Report } from '../../model/report.ts';
import type { NodeFacts, Target } from '../../model/target.ts';
import { seconds } from '../outcome-text.ts';
import { age, utc } from '../timestamps.ts';
import { fieldLines } from './paragraph.ts';

/** When, who and where. */
export function headFields({ target, transport, ...run }: Report): [label: string, value: string][] {
  const fields: [label: string, value: string][] = [
    ['From', run.fromFile ? fromFileWords : ''],
    ['When', [when(run), transport.kind === 'local' ? '' : contextOf(run.context)].filter(Boolean).join(', ')],
    target.pod === ''
      ? ['Container', spellContainer(target)]
      : ['Pod', `${target.namespace}/${target.pod}, container ${spellContainer(target)}`],
    [
      'Node',
      transport.kind === 'local'
        ? target.node.name
        : nodeState(target.node, hasTrait(run.verdict.cause, 'kubeletSilent')),
    ],
  ];
  return fields.filter(([, value]) => value !== '');
}

/** What the node is made of, and how it was asked. */
export const setting = (report: Report, width: number): string[] =>
  settingFields(report).flatMap(([label, value]) => fieldLines(label, value, width));

/** The same as pairs, those that there is something to tell of. */
export function settingFields(report: Report): [label: string, value: string][] {
  const fields: [label: string, value: string][] = [
    ['Runtime', runtime(report.target)],
    ['Debug pod', debugPodRemarks(report)],
    ['By way of', wayRemarks(report)],
  ];
  return fields.filter(([, value]) => value !== '');
}

/** A file can be made by anybody. */
const fromFileWords = 'a file, not from your cluster';

const contextOf = (context: string | null): string => (context === null ? 'no context' : `context ${context}`);

function spellContainer({ container, containerID, containerKind, restartCount }: Target): string {
  const kind = containerKind === 'regular' ? '' : `${containerKind} container`;
  const restarts = restartCount === 0 ? '' : restartCount === 1 ? 'restarted once' : `restarted ${restartCount} times`;
  return `${container} (${[containerID.slice(0, 12), kind, restarts].filter(Boolean).join(', ')})`;
}

/** Saved records do not say how long they took. */
const when = ({ startedAt, durationMs }: Pick<Report, 'startedAt' | 'durationMs'>): string =>
  durationMs === 0 ? utc(startedAt) : `${utc(startedAt)}, took ${seconds(durationMs)}`;

/** Of a kubelet that gives no sign of life, what it said last. */
function nodeState({ name, ready, unschedulable, lease }: NodeFacts, isSilent: boolean): string {
  const readiness =
    ready === null
      ? 'Ready not read'
      : ready.status === 'True'
        ? `Ready${isSilent ? ' when its kubelet reported last' : ''}`
        : `NOT Ready (${ready.status})`;
  const reason =
    ready === null || ready.status === 'True' ? [] : [ready.reason, clipped(ready.message)].filter(Boolean);
  // kubectl's word for one that is cordoned
  const taken = unschedulable === true ? ', SchedulingDisabled' : '';
  return [`${name}: ${readiness}${taken}, ${leaseState(lease)}`, ...reason].join('; ');
}

/** The finding has the whole of it. */
const clipped = (message: string): string =>
  message.length > limits.conditionChars ? `${message.slice(0, limits.conditionChars)}...` : message;

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

/**
 * Said of a debug pod in a namespace that others have pods in. Who may patch a pod that runs can give its container another
 * image, with which the kubelet starts it anew.
 */
export const accessWarning =
  'who may exec into or patch pods there could have entered it; see `kubectl exec-doctor setup`';

/** Why the debug pod has that image. */
const imageReasons: Readonly<Record<ImageSource, string>> = {
  flag: 'of --image, or of the namespace that was set up',
  cluster: "which the cluster's own pods run on this node",
  sandbox: 'which the node makes the sandboxes of pods of',
  shell: 'which has a shell',
};

/** Its image, who could have entered it, and what is out of the ordinary. */
function debugPodRemarks({ transport }: Report): string {
  if (transport.kind !== 'pod') return '';
  const { image, imageFrom } = transport;
  const remarks = [
    imageFrom !== null && `image ${image}, ${imageReasons[imageFrom]}`,
    transport.failure,
    transport.recordsFrom === 'termination-message' && 'its log could not be read, its termination message could',
    transport.failure === null && !transport.ownNamespace && accessWarning,
    transport.userland === 'image' && "ran with the image's programs, not the node's own",
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
    'api-server': 'the API server alone (--quick)',
  };
  const cut = transport.recordsFrom === 'gist' ? '; its output was cut, and the gist in it was whole' : '';
  return `${ways[transport.kind]}${cut}`;
}
