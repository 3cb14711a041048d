import type { Cluster } from '../cluster/cluster.ts';
import { ApiError } from '../cluster/request/api-error.ts';
import { podPath } from '../cluster/request/endpoint.ts';
import { inTries, isRefusal } from '../cluster/request/in-tries.ts';
import { limits } from '../limits.ts';
import { Problem } from '../model/problem.ts';
import type { DebugPodManifest } from './manifest.ts';
import { isPodOf } from './marks.ts';

/** What became of the request for a pod. */
export type Creation =
  | { readonly kind: 'made'; readonly object: unknown }
  /** There is none of ours. */
  | { readonly kind: 'refused'; readonly error: unknown }
  /** The answer was lost, so there may be one. */
  | { readonly kind: 'unknown'; readonly error: unknown }
  /** It was answered with what is not our pod: there may be one, whatever else that server says. */
  | { readonly kind: 'doubtful'; readonly error: unknown };

/**
 * Asks for the pod, up to three times where the answer is lost. What is answered, and one that is there already, is ours
 * only where it bears all of our marks.
 */
export async function createPod(
  cluster: Pick<Cluster, 'create' | 'get'>,
  manifest: DebugPodManifest,
  signal?: AbortSignal,
): Promise<Creation> {
  const { name, namespace } = manifest.metadata;
  let lost = false;
  let doubtful = false;
  const attempt = async (): Promise<unknown> => {
    try {
      const answer = await cluster.create(`/api/v1/namespaces/${namespace}/pods`, manifest, {}, signal);
      if (isPodOf(manifest, answer)) return answer;
      doubtful = true;
      return (await findPod(cluster, manifest).catch(() => null)) ?? Promise.reject(notThatPod(namespace, name));
    } catch (error) {
      if (!(lost && isThereAlready(error))) {
        lost ||= !isRefusal(error);
        doubtful ||= isSuccess(error);
        throw error;
      }
      const found = await findPod(cluster, manifest);
      if (found !== null) return found;
      lost = false;
      throw notOurs(namespace, name, error);
    }
  };
  try {
    return { kind: 'made', object: await inTries(attempt, signal) };
  } catch (error) {
    return { kind: doubtful ? 'doubtful' : lost ? 'unknown' : 'refused', error };
  }
}

/** Our pod, as far as the API server has one; null where it has none, or somebody else's. */
export async function findPod(cluster: Pick<Cluster, 'get'>, manifest: DebugPodManifest): Promise<unknown> {
  const found = await podOfName(cluster, manifest.metadata);
  return isPodOf(manifest, found) ? found : null;
}

/** Whosever it is; null where there is none. */
export const podOfName = (
  cluster: Pick<Cluster, 'get'>,
  named: { readonly namespace: string; readonly name: string },
): Promise<unknown> =>
  inTries(() => cluster.get(podPath(named), {}, AbortSignal.timeout(limits.apiDeleteMs)).catch(nullIfGone));

function nullIfGone(error: unknown): null {
  if (error instanceof ApiError && error.status === 404) return null;
  throw error;
}

/** It says that it is made, in words that are none of the API's. */
const isSuccess = (error: unknown) => error instanceof ApiError && error.status >= 200 && error.status < 300;

const isThereAlready = (error: unknown) => error instanceof ApiError && error.status === 409;

const notOurs = (namespace: string, name: string, cause: unknown) =>
  new Problem(`There is a pod ${name} in namespace ${namespace} already, and it is not ours: it is left alone.`, {
    why: 'Its labels or its container are not the requested ones, though names are random.',
    next: 'Run it again, under another name.',
    cause,
  });

const notThatPod = (namespace: string, name: string) =>
  new Problem(`The answer to the creation of the debug pod ${name} in namespace ${namespace} is not that pod.`, {
    why: 'An admission webhook has changed its labels or annotations, or something that is no API server answers.',
    next: `See whether it is there with: kubectl get pod -n ${namespace} ${name}`,
  });
