import type { V1Pod } from '@kubernetes/client-node';
import type { Cluster } from '../cluster/cluster.ts';
import { isAllowed } from '../cluster/request/access-review.ts';
import { ApiError } from '../cluster/request/api-error.ts';
import { ApiObject } from '../target/api-object.ts';
import { ownNamespaceName, ruleName, ruleOfUseName } from './names.ts';
import { neededRights } from './preflight.ts';

/** A namespace for debug pods alone. */
export interface OwnNamespace {
  readonly name: string;
  /** Which its rule admits; null: none is named. */
  readonly image: string | null;
}

export const ownNamespaceLabel = { key: 'exec-doctor/debug-pods', value: 'only' } as const;

/**
 * The role by which a user may read what was set up; its annotations say what that is. Who may make a namespace can label
 * it as he likes, and so lure debug pods into it; a ClusterRole only an administrator can make.
 */
export const setupRole = {
  name: 'exec-doctor-namespace',
  annotations: { namespace: 'exec-doctor/debug-namespace', image: 'exec-doctor/image' },
} as const;

/** What is known of the namespace for debug pods alone. */
export interface OwnNamespaceAnswer {
  readonly own: OwnNamespace | null;
  /** Why one that was set up is not taken for it. */
  readonly notices: readonly string[];
}

type Asked = Pick<Cluster, 'get' | 'create'>;

/**
 * The namespace for debug pods alone that the user names, or else the one that was set up, where nothing says that this
 * user may not make debug pods in it. It counts only where its rules are in force.
 */
export async function readOwnNamespace(cluster: Asked, named: string | null): Promise<OwnNamespaceAnswer> {
  const name = named ?? ownNamespaceName;
  const own = await setUpAs(cluster, name).catch((error: unknown) => {
    if (error instanceof ApiError) return error;
    throw error;
  });
  if (own instanceof ApiError) {
    const why = own.message.replace(/\.+$/, '');
    return { own: null, notices: [`Whether namespace ${name} was set up for debug pods could not be read (${why}).`] };
  }
  // most clusters have none, and no run is to pay for it
  if (own === null) return { own: null, notices: [] };
  const needed = named === null ? neededRights : [];
  const [objection, ...rights] = await Promise.all([
    objectionTo(cluster, own.name),
    ...needed.map((right) => isAllowed(cluster, own.name, right)),
  ]);
  if (rights.includes(false)) return { own: null, notices: [] };
  return objection === null ? { own, notices: [] } : { own: null, notices: [objection] };
}

/** That namespace, if an administrator has made it for debug pods alone. Null also where this user may not read that. */
async function setUpAs(cluster: Pick<Cluster, 'get'>, name: string): Promise<OwnNamespace | null> {
  const [namespace, role] = await Promise.all([
    orNothing(cluster.get(`/api/v1/namespaces/${name}`)),
    orNothing(cluster.get(`/apis/rbac.authorization.k8s.io/v1/clusterroles/${setupRole.name}`)),
  ]);
  const isMarked = namespace.text('metadata', 'labels', ownNamespaceLabel.key) === ownNamespaceLabel.value;
  const annotation = (key: string) => role.text('metadata', 'annotations', key);
  if (!isMarked || annotation(setupRole.annotations.namespace) !== name) return null;
  return { name, image: annotation(setupRole.annotations.image) || null };
}

/**
 * A namespace and roles may be there without its rules: an API server before 1.30 knows none, Kyverno may be gone, one of
 * them was not taken. So what is to be refused is asked for: a pod that is no debug pod, by a dry run, and an exec into a pod
 * that is not there, for a rule is asked before the pod is looked for. Each has to be refused by its rule's name.
 * @returns why one is not seen to be in force; null: both are
 */
async function objectionTo(cluster: Asked, namespace: string): Promise<string | null> {
  const pods = `/api/v1/namespaces/${namespace}/pods`;
  const objections = await Promise.all([
    objectionOf(() => cluster.create(pods, anotherPod, { dryRun: 'All' }), {
      rule: ruleName(namespace),
      namespace,
      admits: 'other pods',
    }),
    objectionOf(() => cluster.create(`${pods}/${anotherPod.metadata.name}/exec`, undefined, { command: 'any' }), {
      rule: ruleOfUseName(namespace),
      namespace,
      admits: 'any exec into debug pods',
    }),
  ]);
  return objections.find((objection) => objection !== null) ?? null;
}

interface Question {
  readonly rule: string;
  readonly namespace: string;
  /** Where the rule is not in force. */
  readonly admits: string;
}

async function objectionOf(ask: () => Promise<unknown>, { rule, namespace, admits }: Question): Promise<string | null> {
  const instead = `so namespace ${namespace} is not taken for one of debug pods alone`;
  const missing = `The rule of kubectl exec-doctor setup is not in force, ${instead}: it admits ${admits}. Have the administrator of the cluster apply what kubectl exec-doctor policy prints.`;
  try {
    await ask();
    return missing;
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    const isRefused = error.status >= 400 && error.status < 500;
    if (isRefused && says(rule).test(error.message)) return null;
    if (wasLetThrough(error)) return missing;
    return `Whether the rule of kubectl exec-doctor setup is in force could not be seen (${error.message.replace(/\.+$/, '')}), ${instead}.`;
  }
}

/** To where the pod is looked for, or a stream is wanted. */
const wasLetThrough = ({ status, message }: ApiError): boolean =>
  status === 404 || /^Upgrade request required/i.test(message);

const says = (rule: string) => new RegExp(`(?<![\\w.-])${rule}(?![\\w-])`);

/** It needs nothing that anything else would refuse. */
const anotherPod = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'no-debug-pod' },
  spec: {
    restartPolicy: 'Never',
    automountServiceAccountToken: false,
    containers: [{ name: 'any', image: 'any' }],
  },
} satisfies V1Pod;

/** Where nothing was set up, or this user may not read it, all is as if there were no such thing. */
async function orNothing(read: Promise<unknown>): Promise<ApiObject> {
  try {
    return new ApiObject(await read);
  } catch (error) {
    if (error instanceof ApiError && (error.status === 404 || error.status === 403)) return new ApiObject(null);
    throw error;
  }
}
