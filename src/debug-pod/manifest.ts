import { limits } from '../limits.ts';
import boot from '../node-script/boot.sh';
import { type ScriptParameters, toEnvironment } from '../node-script/parameters.ts';
import { script } from '../node-script/script.ts';
import { clearedEnvironment } from './cleared-environment.ts';
import { hostFolders } from './host-folders.ts';
import { managedBy } from './managed-by.ts';

export interface DebugPodPlan {
  readonly runId: string;
  readonly namespace: string;
  readonly nodeName: string;
  readonly image: string;
  readonly imagePullSecrets: readonly string[];
  /** The node's, as Kubernetes spells it: amd64, arm64 … */
  readonly architecture: string;
  readonly userland: 'host' | 'image';
  readonly target: { readonly namespace: string; readonly pod: string; readonly container: string };
  readonly parameters: ScriptParameters;
  /** The user's own command. */
  readonly command: readonly string[];
  readonly deadlineSeconds: number;
}

export const containerName = 'exec-doctor';

/**
 * The debug pod: pinned to the node, privileged, in the node's PID and network namespaces, with nothing of the
 * node mounted but the folders that its own programs need.
 */
export function debugPodManifest(plan: DebugPodPlan) {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: `exec-doctor-${plan.runId}`,
      namespace: plan.namespace,
      labels: {
        'app.kubernetes.io/name': 'exec-doctor',
        [managedBy.key]: managedBy.value,
        'exec-doctor/run': plan.runId,
      },
      annotations: {
        'exec-doctor/target-namespace': plan.target.namespace,
        'exec-doctor/target-pod': plan.target.pod,
        'exec-doctor/target-container': plan.target.container,
        ...logCollectorsKeepAway,
      },
    },
    spec: {
      nodeName: plan.nodeName,
      hostPID: true,
      // a broken CNI plugin is no reason not to start
      hostNetwork: true,
      restartPolicy: 'Never',
      activeDeadlineSeconds: plan.deadlineSeconds,
      terminationGracePeriodSeconds: limits.debugPodGraceSeconds,
      automountServiceAccountToken: false,
      // a namespace of a thousand services would overflow the environment
      enableServiceLinks: false,
      tolerations: [{ operator: 'Exists' }],
      imagePullSecrets: plan.imagePullSecrets.map((name) => ({ name })),
      containers: [container(plan)] as const,
      volumes: [
        { name: 'work', emptyDir: { medium: 'Memory', sizeLimit: '8Mi' } },
        { name: 'cgroup', emptyDir: {} },
        ...(plan.userland === 'host'
          ? [
              { name: 'etc', emptyDir: {} },
              ...hostFolders(plan.architecture).map(({ name, path }) => ({
                name,
                // with a type: without one a missing folder would be made on the node
                hostPath: { path, type: 'Directory' },
              })),
            ]
          : []),
      ],
    },
  };
}

export type DebugPodManifest = ReturnType<typeof debugPodManifest>;

function container(plan: DebugPodPlan) {
  const environment = Object.entries(toEnvironment(plan.parameters, plan.userland)).map(
    ([name, value]) => `${name}=${value === podUidReference ? value : escapeExpansion(value)}`,
  );
  return {
    name: containerName,
    image: plan.image,
    imagePullPolicy: 'IfNotPresent',
    // env(1) is no shell: nothing that the image sets, an exported function least of all, gets as far as our sh
    command: [
      ...['env', '-i', `PATH=${path}`, ...environment],
      ...['/bin/sh', '-c', boot, 'boot', script, ...plan.command].map(escapeExpansion),
    ],
    workingDir: '/',
    env: [
      ...clearedEnvironment.map((name) => ({ name, value: '' })),
      { name: 'PATH', value: path },
      { name: 'POD_UID', valueFrom: { fieldRef: { fieldPath: 'metadata.uid' } } },
    ],
    securityContext: { privileged: true, runAsUser: 0, runAsGroup: 0, readOnlyRootFilesystem: true },
    resources: { requests: { cpu: '10m', memory: '16Mi' }, limits: { cpu: '1', memory: '256Mi' } },
    terminationMessagePath: '/dev/termination-log',
    terminationMessagePolicy: 'File',
    volumeMounts: [
      { name: 'work', mountPath: '/exec-doctor' },
      // instead of the cgroup2 that a runtime mounts for a privileged container, with options which the node's own then
      // has too: https://github.com/containerd/containerd/pull/12952
      { name: 'cgroup', mountPath: '/sys/fs/cgroup' },
      ...(plan.userland === 'host'
        ? [
            // covers the image's ld.so.preload and ld.so.cache; writable, for the runtime puts resolv.conf there
            { name: 'etc', mountPath: '/etc' },
            ...hostFolders(plan.architecture).map(({ name, path }) => ({
              name,
              mountPath: path,
              readOnly: true,
              mountPropagation: 'HostToContainer',
            })),
          ]
        : []),
    ],
  };
}

const path = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/**
 * Kubernetes replaces `$(NAME)` and turns `$$` into `$` in commands; the one reference that is meant is the pod's UID.
 * https://kubernetes.io/docs/tasks/inject-data-application/define-command-argument-container/
 */
const escapeExpansion = (word: string) => word.replaceAll('$', '$$$$');
const podUidReference = '$(POD_UID)';

/** The script's records are no application log. */
const logCollectorsKeepAway = {
  'fluentbit.io/exclude': 'true',
  'co.elastic.logs/enabled': 'false',
  'ad.datadoghq.com/logs_exclude': 'true',
  'promtail.io/ignore': 'true',
  'sidecar.istio.io/inject': 'false',
  'linkerd.io/inject': 'disabled',
};
