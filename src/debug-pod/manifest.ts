import type { V1Container, V1Pod } from '@kubernetes/client-node';
import { limits } from '../limits.ts';
import boot from '../node-script/boot.sh';
import { type ScriptParameters, script, toEnvironment } from '../node-script/script.ts';
import { containerName, managedBy } from './names.ts';
import { clearedEnvironment, type NodeProgram, type NodePrograms } from './node-programs.ts';

export interface DebugPodPlan {
  readonly runId: string;
  readonly namespace: string;
  readonly nodeName: string;
  readonly image: string;
  readonly imagePullSecrets: readonly string[];
  readonly imagePullPolicy: 'IfNotPresent' | 'Never';
  /** Of the container: what is ours in it lies below. */
  readonly folder: string;
  /** Null: the image's own run the script. */
  readonly programs: NodePrograms | null;
  readonly target: { readonly namespace: string; readonly pod: string; readonly container: string };
  readonly parameters: ScriptParameters;
  /** The user's own command. */
  readonly command: readonly string[];
  readonly deadlineSeconds: number;
}

/**
 * The debug pod: pinned to the node, privileged, in the node's PID and network namespaces, with nothing of the
 * node mounted but the few programs that enter the node, and the folders of their libraries.
 */
export function debugPodManifest(plan: DebugPodPlan) {
  const containers: [ReturnType<typeof container>] = [container(plan)];
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
      containers,
      volumes: [
        { name: 'work', emptyDir: { medium: 'Memory', sizeLimit: '8Mi' } },
        { name: 'cgroup', emptyDir: {} },
        ...(plan.programs
          ? [
              { name: 'etc', emptyDir: {} },
              // with a type: without one a missing folder would be made on the node
              ...plan.programs.files.map(({ name, path, type }) => ({ name, hostPath: { path, type } })),
            ]
          : []),
      ],
    },
  } satisfies V1Pod;
}

export type DebugPodManifest = ReturnType<typeof debugPodManifest>;

/** Where the pod's own empty folder is mounted, our only place to write. */
const workFolder = ({ folder, programs }: Pick<DebugPodPlan, 'folder' | 'programs'>): string =>
  programs ? `${folder}/work` : folder;

/** The words that run one of the node's programs in the container, or the image's where that is to be trusted. */
const runs = ({ folder, programs }: Pick<DebugPodPlan, 'folder' | 'programs'>, name: NodeProgram): readonly string[] =>
  programs ? [...programs.loader, `${folder}/${name}`] : [name === 'sh' || name === 'echo' ? `/bin/${name}` : name];

/** What boot.sh is told beside the script's parameters. bash asks the user database for the last two where they are not set. */
const bootEnvironment = (plan: DebugPodPlan): Record<string, string> => ({
  ED_FOLDER: workFolder(plan),
  ED_NSENTER: runs(plan, 'nsenter').join(' '),
  ED_CONTROL_ECHO: plan.programs ? runs(plan, 'echo').join(' ') : '',
  HOME: '/',
  SHELL: '/bin/sh',
});

/**
 * The command that is executed in our own container to answer for the control: it leaves a file, which tells the script that
 * it need not wait any longer, and echoes the word. Without the environment, for that is the image's, and bash takes
 * functions from it.
 */
export const askControl = (place: Pick<DebugPodPlan, 'folder' | 'programs'>, echoWord: string): readonly string[] => [
  ...[...runs(place, 'env'), '-i', ...runs(place, 'sh'), '-c'],
  `: >${workFolder(place)}/asked; echo ${echoWord}`,
];

function container(plan: DebugPodPlan) {
  const userland = plan.programs ? 'host' : 'image';
  const parameters = { ...toEnvironment(plan.parameters, userland), ...bootEnvironment(plan) };
  const environment = Object.entries(parameters).map(
    ([name, value]) => `${name}=${value === podUidReference ? value : escapeExpansion(value)}`,
  );
  return {
    name: containerName,
    image: plan.image,
    imagePullPolicy: plan.imagePullPolicy,
    // env(1) is no shell: nothing that the image sets, an exported function least of all, gets as far as our sh
    command: [
      ...[...runs(plan, 'env'), '-i', `PATH=${path}`, ...environment],
      ...[...runs(plan, 'sh'), '-c', boot, 'boot', script, ...plan.command].map(escapeExpansion),
    ],
    workingDir: '/',
    env: [
      ...Object.entries(clearedEnvironment).map(([name, value]) => ({ name, value })),
      { name: 'PATH', value: path },
      { name: 'POD_UID', valueFrom: { fieldRef: { fieldPath: 'metadata.uid' } } },
    ],
    securityContext: { privileged: true, runAsUser: 0, runAsGroup: 0, readOnlyRootFilesystem: true },
    resources: { requests: { cpu: '10m', memory: '16Mi' }, limits: { cpu: '1', memory: '256Mi' } },
    terminationMessagePath: '/dev/termination-log',
    terminationMessagePolicy: 'File',
    volumeMounts: [
      { name: 'work', mountPath: workFolder(plan) },
      // instead of the cgroup2 that a runtime mounts for a privileged container, with options which the node's own then
      // has too: https://github.com/containerd/containerd/pull/12952
      { name: 'cgroup', mountPath: '/sys/fs/cgroup' },
      ...(plan.programs
        ? [
            // covers the image's ld.so.preload, which every loader reads; writable, for the runtime puts resolv.conf there
            { name: 'etc', mountPath: '/etc' },
            ...plan.programs.files.map(({ name, mountPath }) => ({ name, mountPath, readOnly: true })),
          ]
        : []),
    ],
  } satisfies V1Container;
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
