import { type Fields, fields, type Json, list, number, text } from '../json.ts';
import { type ApiObject, deletionTimestamp, published } from './objects.ts';
import { events, nodes, pods, type Resource } from './resources.ts';

interface Column {
  readonly name: string;
  /** Shown only by `-o wide`. */
  readonly wide?: true;
  cell(object: ApiObject, now: number): Json;
}

const nameColumn: Column = { name: 'Name', cell: (object) => object.metadata.name };
const ageColumn: Column = { name: 'Age', cell: (object, now) => age(object.metadata.creationTimestamp, now) };

const columns = new Map<Resource, readonly Column[]>([
  [
    pods,
    [
      nameColumn,
      { name: 'Ready', cell: readyContainers },
      { name: 'Status', cell: podStatus },
      { name: 'Restarts', cell: (pod) => sum(containerStatuses(pod).map((one) => number(one.restartCount) ?? 0)) },
      ageColumn,
      { name: 'IP', wide: true, cell: (pod) => text(fields(pod.status).podIP) ?? '<none>' },
      { name: 'Node', wide: true, cell: (pod) => text(fields(pod.spec).nodeName) ?? '<none>' },
    ],
  ],
  [
    nodes,
    [
      nameColumn,
      { name: 'Status', cell: nodeStatus },
      { name: 'Roles', cell: () => '<none>' },
      ageColumn,
      { name: 'Version', cell: (node) => nodeInfo(node, 'kubeletVersion') },
      { name: 'OS-Image', wide: true, cell: (node) => nodeInfo(node, 'osImage') },
      { name: 'Kernel-Version', wide: true, cell: (node) => nodeInfo(node, 'kernelVersion') },
      { name: 'Container-Runtime', wide: true, cell: (node) => nodeInfo(node, 'containerRuntimeVersion') },
    ],
  ],
  [
    events,
    [
      { name: 'Last Seen', cell: (event, now) => age(text(event.lastTimestamp) ?? '', now) },
      { name: 'Type', cell: (event) => event.type ?? '' },
      { name: 'Reason', cell: (event) => event.reason ?? '' },
      { name: 'Object', cell: involvedObject },
      { name: 'Message', cell: (event) => event.message ?? '' },
    ],
  ],
]);

/** What `kubectl get` prints: the server decides about columns and cells. */
export function tableOf(resource: Resource, objects: readonly ApiObject[], version: string, now = Date.now()): Fields {
  const shown = columns.get(resource) ?? [nameColumn, ageColumn];
  return {
    kind: 'Table',
    apiVersion: 'meta.k8s.io/v1',
    metadata: { resourceVersion: version },
    columnDefinitions: shown.map(({ name, wide }) => ({
      name,
      type: 'string',
      format: '',
      description: '',
      priority: wide ? 1 : 0,
    })),
    rows: objects.map((object) => ({
      cells: shown.map((column) => column.cell(object, now)),
      object: {
        ...published(object),
        kind: 'PartialObjectMetadata',
        apiVersion: 'meta.k8s.io/v1',
        spec: null,
        status: null,
      },
    })),
  };
}

function containerStatuses(pod: ApiObject): Fields[] {
  return list(fields(pod.status).containerStatuses).map(fields);
}

function readyContainers(pod: ApiObject): string {
  const ready = containerStatuses(pod).filter((one) => one.ready === true).length;
  return `${ready}/${list(fields(pod.spec).containers).length}`;
}

function podStatus(pod: ApiObject): string {
  if (deletionTimestamp(pod) !== undefined) return 'Terminating';
  const status = fields(pod.status);
  for (const container of containerStatuses(pod)) {
    const { waiting, terminated } = fields(container.state);
    const reason = text(fields(waiting).reason) ?? text(fields(terminated).reason);
    if (reason !== undefined) return reason;
  }
  return text(status.reason) ?? text(status.phase) ?? '';
}

function nodeStatus(node: ApiObject): string {
  const conditions = list(fields(node.status).conditions).map(fields);
  const ready = conditions.find((one) => one.type === 'Ready');
  return ready?.status === 'True' ? 'Ready' : 'NotReady';
}

function nodeInfo(node: ApiObject, name: string): string {
  return text(fields(fields(node.status).nodeInfo)[name]) ?? '<unknown>';
}

function involvedObject(event: ApiObject): string {
  const { kind, name } = fields(event.involvedObject);
  return `${(text(kind) ?? '').toLowerCase()}/${text(name) ?? ''}`;
}

function age(since: string, now: number): string {
  const seconds = Math.max(0, Math.floor((now - Date.parse(since)) / 1000));
  if (Number.isNaN(seconds)) return '<unknown>';
  return seconds < 120
    ? `${seconds}s`
    : seconds < 7200
      ? `${Math.floor(seconds / 60)}m`
      : `${Math.floor(seconds / 3600)}h`;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}
