import type { ExecProbe } from '../model/pod-context.ts';
import type { ApiObject } from './api-object.ts';
import type { Pod } from './pod.ts';

/** One exec probe of a container's specification. */
export type ContainerExecProbe = Pick<ExecProbe, 'kind' | 'actsAfterSeconds'>;

const kinds = ['liveness', 'readiness', 'startup'] as const;

/** The probes of a container that execute something. */
export const parseExecProbes = (container: ApiObject): readonly ContainerExecProbe[] =>
  kinds.flatMap((kind) => {
    const probe = container.at(`${kind}Probe`);
    if (!probe.at('exec').exists) return [];
    // the API server fills in its defaults: https://kubernetes.io/docs/concepts/configuration/liveness-readiness-startup-probes/
    const [period, threshold, timeout] = [
      probe.integer('periodSeconds') ?? 10,
      probe.integer('failureThreshold') ?? 3,
      probe.integer('timeoutSeconds') ?? 1,
    ];
    return [{ kind, actsAfterSeconds: period * (threshold - 1) + timeout }];
  });

/** Those of all running containers of these pods. */
export const execProbesOf = (pods: readonly Pod[]): readonly ExecProbe[] =>
  pods.flatMap(({ namespace, name: pod, uid: podUID, containers }) =>
    containers
      .filter(({ state }) => state.kind === 'running')
      .flatMap(({ name: container, execProbes }) =>
        execProbes.map((probe) => ({ namespace, pod, podUID, container, ...probe })),
      ),
  );
