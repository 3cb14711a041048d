import { type ApiObject, labelsOf } from '../api/objects.ts';
import { type Fields, fields, flag, type Json, list, number, text, textFields, texts } from '../json.ts';
import { quantity } from './quantity.ts';

/** Of a pod, what this kubelet honours. */
export interface PodSpec {
  readonly name: string;
  readonly namespace: string;
  readonly uid: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly nodeName: string;
  readonly serviceAccountName: string;
  readonly hostNetwork: boolean;
  readonly hostPID: boolean;
  readonly hostIPC: boolean;
  readonly restartPolicy: RestartPolicy;
  readonly gracePeriodSeconds: number;
  readonly activeDeadlineSeconds: number | undefined;
  readonly qosClass: string;
  readonly volumes: readonly Volume[];
  readonly initContainers: readonly ContainerSpec[];
  readonly containers: readonly ContainerSpec[];
}

export type RestartPolicy = 'Always' | 'OnFailure' | 'Never';

export type Volume =
  | { readonly name: string; readonly kind: 'hostPath'; readonly path: string; readonly type: string }
  | { readonly name: string; readonly kind: 'emptyDir'; readonly inMemory: boolean }
  | { readonly name: string; readonly kind: 'unsupported' };

export interface ContainerSpec {
  readonly name: string;
  readonly image: string;
  readonly imagePullPolicy: string;
  readonly command: readonly string[] | undefined;
  readonly args: readonly string[] | undefined;
  readonly workingDir: string | undefined;
  readonly env: readonly EnvVar[];
  readonly mounts: readonly VolumeMount[];
  readonly terminationMessagePath: string;
  readonly stdin: boolean;
  readonly tty: boolean;
  readonly privileged: boolean;
  readonly readOnlyRootFilesystem: boolean;
  readonly noNewPrivileges: boolean;
  readonly runAsUser: number | undefined;
  readonly capabilities: { readonly add: readonly string[]; readonly drop: readonly string[] };
  /** In cores. */
  readonly cpuLimit: number | undefined;
  readonly cpuRequest: number | undefined;
  /** In bytes. */
  readonly memoryLimit: number | undefined;
}

type EnvVar =
  | { readonly name: string; readonly value: string }
  /** The path of a field of the pod, `metadata.uid`. */
  | { readonly name: string; readonly fieldPath: string };

interface VolumeMount {
  readonly name: string;
  readonly mountPath: string;
  readonly readOnly: boolean;
  readonly propagation: string;
}

export function podSpec(pod: ApiObject): PodSpec {
  const spec = fields(pod.spec);
  const policy = spec.restartPolicy;
  const podSecurity = fields(spec.securityContext);
  const { name, namespace, uid } = pod.metadata;
  return {
    name,
    namespace,
    uid,
    labels: labelsOf(pod),
    annotations: textFields(pod.metadata.annotations),
    nodeName: text(spec.nodeName) ?? '',
    serviceAccountName: text(spec.serviceAccountName) ?? 'default',
    hostNetwork: spec.hostNetwork === true,
    hostPID: spec.hostPID === true,
    hostIPC: spec.hostIPC === true,
    restartPolicy: policy === 'Never' || policy === 'OnFailure' ? policy : 'Always',
    gracePeriodSeconds: number(spec.terminationGracePeriodSeconds) ?? 30,
    activeDeadlineSeconds: number(spec.activeDeadlineSeconds),
    qosClass: text(fields(pod.status).qosClass) ?? 'BestEffort',
    volumes: list(spec.volumes).map(fields).map(volume),
    initContainers: list(spec.initContainers).map((one) => container(fields(one), podSecurity)),
    containers: list(spec.containers).map((one) => container(fields(one), podSecurity)),
  };
}

function volume(source: Fields): Volume {
  const name = text(source.name) ?? '';
  if (source.hostPath !== undefined) {
    const { path, type } = fields(source.hostPath);
    return { name, kind: 'hostPath', path: text(path) ?? '', type: text(type) ?? '' };
  }
  if (source.emptyDir === undefined) return { name, kind: 'unsupported' };
  return { name, kind: 'emptyDir', inMemory: fields(source.emptyDir).medium === 'Memory' };
}

function container(source: Fields, podSecurity: Fields): ContainerSpec {
  const security = fields(source.securityContext);
  const { limits, requests } = fields(source.resources);
  const amount = (from: Json | undefined, name: string) => {
    const value = fields(from)[name];
    return value === undefined ? undefined : quantity(String(value));
  };
  return {
    name: text(source.name) ?? '',
    image: text(source.image) ?? '',
    imagePullPolicy: text(source.imagePullPolicy) ?? 'IfNotPresent',
    command: source.command === undefined ? undefined : texts(source.command),
    args: source.args === undefined ? undefined : texts(source.args),
    workingDir: text(source.workingDir),
    env: list(source.env).map(fields).map(envVar),
    mounts: list(source.volumeMounts).map(fields).map(volumeMount),
    terminationMessagePath: text(source.terminationMessagePath) ?? '/dev/termination-log',
    stdin: source.stdin === true,
    tty: source.tty === true,
    privileged: flag(security.privileged) ?? false,
    readOnlyRootFilesystem: flag(security.readOnlyRootFilesystem) ?? false,
    noNewPrivileges: security.allowPrivilegeEscalation === false,
    runAsUser: number(security.runAsUser) ?? number(podSecurity.runAsUser),
    capabilities: {
      add: texts(fields(security.capabilities).add),
      drop: texts(fields(security.capabilities).drop),
    },
    cpuLimit: amount(limits, 'cpu'),
    cpuRequest: amount(requests, 'cpu') ?? amount(limits, 'cpu'),
    memoryLimit: amount(limits, 'memory'),
  };
}

function envVar(source: Fields): EnvVar {
  const name = text(source.name) ?? '';
  const fieldPath = text(fields(fields(source.valueFrom).fieldRef).fieldPath);
  return fieldPath === undefined ? { name, value: text(source.value) ?? '' } : { name, fieldPath };
}

function volumeMount(source: Fields): VolumeMount {
  return {
    name: text(source.name) ?? '',
    mountPath: text(source.mountPath) ?? '',
    readOnly: source.readOnly === true,
    propagation: text(source.mountPropagation) ?? 'None',
  };
}
