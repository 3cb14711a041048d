import type { V1Container, V1PodSpec, V1PodStatus } from '@kubernetes/client-node';
import type { ExecProbe } from '../../model/pod-context.ts';
import { ApiObject, nameIn } from '../api-object.ts';

export type ContainerKind = 'regular' | 'init' | 'ephemeral';

/** One container of a pod: what was asked for, and what the kubelet says became of it. */
export interface PodContainer {
  readonly name: string;
  readonly kind: ContainerKind;
  /** Of the specification. */
  readonly image: string;
  readonly privileged: boolean;
  /** `docker://ID`; empty before it was first created. */
  readonly containerID: string;
  /** As the runtime names it; may be a bare digest. */
  readonly runningImage: string;
  readonly ready: boolean;
  readonly restartCount: number;
  readonly state: ContainerState;
  readonly lastState: ContainerState;
  readonly execProbes: readonly ContainerExecProbe[];
}

const containerFields = [
  { kind: 'regular', spec: 'containers', status: 'containerStatuses' },
  { kind: 'ephemeral', spec: 'ephemeralContainers', status: 'ephemeralContainerStatuses' },
  { kind: 'init', spec: 'initContainers', status: 'initContainerStatuses' },
] as const satisfies readonly { kind: ContainerKind; spec: keyof V1PodSpec; status: keyof V1PodStatus }[];

/** Those of a pod object, in kubectl's order. Throws a Problem where a name is none. */
export const parseContainers = (pod: ApiObject): readonly PodContainer[] =>
  containerFields.flatMap((fields) => containersOf(pod, fields));

function containersOf(pod: ApiObject, fields: (typeof containerFields)[number]): PodContainer[] {
  const statuses = pod.list('status', fields.status);
  return pod.list('spec', fields.spec).map((container) => {
    const name = nameIn(container, 'container', 'name');
    const status = statuses.find((row) => row.text('name') === name) ?? new ApiObject(null);
    return {
      name,
      kind: fields.kind,
      image: container.text('image'),
      privileged: container.isTrue('securityContext', 'privileged'),
      containerID: status.text('containerID'),
      runningImage: status.text('image'),
      ready: status.isTrue('ready'),
      restartCount: status.integer('restartCount') ?? 0,
      state: parseContainerState(status.at('state')),
      lastState: parseContainerState(status.at('lastState')),
      execProbes: parseExecProbes(container),
    };
  });
}

/** What the kubelet last said that a container does. */
export type ContainerState =
  | { readonly kind: 'running'; readonly startedAt: string | null }
  | { readonly kind: 'waiting'; readonly reason: string; readonly message: string }
  | {
      readonly kind: 'terminated';
      readonly exitCode: number | null;
      /** 0: none. */
      readonly signal: number;
      readonly reason: string;
      readonly finishedAt: string;
    }
  | { readonly kind: 'unknown' };

function parseContainerState(state: ApiObject): ContainerState {
  if (state.at('running').exists) return { kind: 'running', startedAt: state.text('running', 'startedAt') || null };
  const waiting = state.at('waiting');
  if (waiting.exists) return { kind: 'waiting', reason: waiting.text('reason'), message: waiting.text('message') };
  const terminated = state.at('terminated');
  if (!terminated.exists) return { kind: 'unknown' };
  return {
    kind: 'terminated',
    exitCode: terminated.integer('exitCode'),
    signal: terminated.integer('signal') ?? 0,
    reason: terminated.text('reason'),
    finishedAt: terminated.text('finishedAt'),
  };
}

/** As the predicate of a sentence whose subject is the container. */
export function describeState(state: ContainerState): string {
  switch (state.kind) {
    case 'running':
      return state.startedAt ? `has been running since ${state.startedAt}` : 'is running';
    case 'waiting':
      return `is waiting (${[state.reason, state.message].filter(Boolean).join(': ') || 'no reason given'})`;
    case 'terminated': {
      const how = [
        state.exitCode === null ? '' : `exit code ${state.exitCode}`,
        state.signal ? `signal ${state.signal}` : '',
        state.reason,
      ];
      return `ended${state.finishedAt ? ` at ${state.finishedAt}` : ''} (${how.filter(Boolean).join(', ')})`;
    }
    case 'unknown':
      return 'has no state yet';
  }
}

/** One exec probe of a container's specification. */
type ContainerExecProbe = Pick<ExecProbe, 'kind' | 'actsAfterSeconds'>;

const probeFields = [
  { kind: 'liveness', field: 'livenessProbe' },
  { kind: 'readiness', field: 'readinessProbe' },
  { kind: 'startup', field: 'startupProbe' },
] as const satisfies readonly { kind: ExecProbe['kind']; field: keyof V1Container }[];

/** The probes of a container that execute something. */
const parseExecProbes = (container: ApiObject): readonly ContainerExecProbe[] =>
  probeFields.flatMap(({ kind, field }) => {
    const probe = container.at(field);
    if (!probe.at('exec').exists) return [];
    // the API server fills in its defaults: https://kubernetes.io/docs/concepts/configuration/liveness-readiness-startup-probes/
    const [period, threshold, timeout] = [
      probe.integer('periodSeconds') ?? 10,
      probe.integer('failureThreshold') ?? 3,
      probe.integer('timeoutSeconds') ?? 1,
    ];
    return [{ kind, actsAfterSeconds: period * (threshold - 1) + timeout }];
  });
