import type { DebugPod } from '../../debug-pod/debug-pod.ts';
import { cleanLine } from '../../model/clean-text.ts';
import type { Progress } from '../../report/progress.ts';

/** Deletes the debug pods and waits for the kubelet's word. Says so where it had to be done by force, or did not work. */
export async function removePods(pods: readonly DebugPod[], progress: Progress): Promise<void> {
  await Promise.all(pods.map((pod) => removePod(pod, progress)));
}

/** Never rejects: what becomes of the pod changes nothing of what was found out. */
async function removePod(pod: DebugPod, progress: Progress): Promise<void> {
  const command = `kubectl delete pod -n ${pod.namespace} ${pod.name}`;
  try {
    await pod.delete();
    const ending = await pod.gone();
    if (ending === 'forced') {
      progress.notice(
        `The kubelet did not confirm the end of the debug pod ${pod.name}, so it was removed by force: should its container still run, it ends by its own deadline.`,
      );
    }
    if (ending === 'unconfirmed')
      progress.notice(`The debug pod ${pod.name} is still there. Remove it with: ${command}`);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    progress.notice(`The debug pod ${pod.name} could not be deleted (${why}). Remove it with: ${command}`);
  } finally {
    pod.release();
  }
}

/** The last words of somebody who does not wait for the removal. */
export const removalHint = (pods: readonly Pick<DebugPod, 'namespace' | 'name' | 'mayExist'>[]) =>
  pods
    .filter(({ mayExist }) => mayExist)
    .map(
      ({ namespace, name }) =>
        `${cleanLine(`still there; remove it with: kubectl delete pod -n ${namespace} ${name}`)}\n`,
    )
    .join('');
