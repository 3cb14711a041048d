import type {
  V1ContainerState,
  V1ContainerStateTerminated,
  V1ContainerStateWaiting,
  V1ContainerStatus,
  V1Pod,
  V1PodCondition,
  V1PodStatus,
} from '@kubernetes/client-node';
import * as z from 'zod/mini';
import { Problem } from '../model/problem.ts';
import { ApiObject } from '../target/api-object.ts';

/** A schema's fields are those of the API, by the types of its own client: no name is misspelt. */
export type FieldsOf<Kind> = { readonly [Field in keyof Kind]?: z.core.$ZodType };

const containerStateSchema = z.object({
  waiting: z.optional(
    z.object({
      reason: z.optional(z.string()),
      message: z.optional(z.string()),
    } satisfies FieldsOf<V1ContainerStateWaiting>),
  ),
  running: z.optional(z.unknown()),
  terminated: z.optional(
    z.object({
      exitCode: z.number(),
      reason: z.optional(z.string()),
      message: z.optional(z.string()),
    } satisfies FieldsOf<V1ContainerStateTerminated>),
  ),
} satisfies FieldsOf<V1ContainerState>);

/** What the debug pod's status says, as far as it matters here. */
const statusSchema = z.object({
  phase: z.optional(z.string()),
  reason: z.optional(z.string()),
  message: z.optional(z.string()),
  startTime: z.optional(z.string()),
  conditions: z.optional(
    z.array(z.object({ type: z.string(), status: z.string() } satisfies FieldsOf<V1PodCondition>)),
  ),
  containerStatuses: z.optional(
    z.array(z.object({ state: containerStateSchema } satisfies FieldsOf<V1ContainerStatus>)),
  ),
} satisfies FieldsOf<V1PodStatus>);

const podSchema = z.object({ metadata: z.object({ uid: z.string() }), status: statusSchema } satisfies FieldsOf<V1Pod>);

/** The life of the debug pod, in the order in which it goes on. */
export type PodState =
  | {
      readonly kind: 'pending';
      readonly seenByKubelet: boolean;
      /** Its volumes are mounted, and its sandbox runs; false where the kubelet does not say so. */
      readonly sandboxRuns: boolean;
      readonly waiting: Reason | null;
    }
  | { readonly kind: 'running' }
  | { readonly kind: 'ended'; readonly exitCode: number; readonly reason: string; readonly message: string }
  /** The kubelet refused or evicted it: its container never ran, or was taken away. */
  | { readonly kind: 'rejected'; readonly reason: Reason }
  | { readonly kind: 'gone' };

/** The kubelet has not taken it up: nothing of it runs. */
export const isUnseen = (state: PodState): boolean => state.kind === 'pending' && !state.seenByKubelet;

export interface Reason {
  readonly reason: string;
  readonly message: string;
}

/** Reads a pod object of the API server; throws a Problem where it is none. */
export function podState(object: unknown): PodState {
  const parsed = podSchema.safeParse(object);
  if (!parsed.success) throw notReadable(parsed.error);
  const { status } = parsed.data;
  const state = status.containerStatuses?.[0]?.state;
  if (state?.terminated) {
    const { exitCode, reason = '', message = '' } = state.terminated;
    return { kind: 'ended', exitCode, reason, message };
  }
  if (status.phase === 'Failed') return { kind: 'rejected', reason: reasonOf(status) };
  if (state?.running) return { kind: 'running' };
  return {
    kind: 'pending',
    seenByKubelet: status.startTime !== undefined,
    sandboxRuns: status.conditions?.some(isOfSandbox) === true,
    waiting: state?.waiting ? reasonOf(state.waiting) : null,
  };
}

/** https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#pod-has-network; older kubelets have neither. */
const isOfSandbox = ({ type, status }: { readonly type: string; readonly status: string }): boolean =>
  (type === 'PodReadyToStartContainers' || type === 'PodHasNetwork') && status === 'True';

/** The UID of a pod object; empty where it has none. */
export const podUid = (object: unknown): string => new ApiObject(object).text('metadata', 'uid');

/** The priority that admission gave it; 0 where there is none. */
export const podPriority = (object: unknown): number => new ApiObject(object).integer('spec', 'priority') ?? 0;

const notReadable = (cause: unknown) =>
  new Problem('What the API server answers about the debug pod is no pod as Kubernetes has them.', {
    why: 'Something in between may answer in its place.',
    next: 'See the address with `kubectl config view --minify`.',
    cause,
  });

const reasonOf = (from: { reason?: string | undefined; message?: string | undefined }): Reason => ({
  reason: from.reason ?? '',
  message: from.message ?? '',
});
