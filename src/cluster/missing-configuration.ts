import { Problem } from '../model/problem.ts';
import type { LoadedKubeconfig } from './kubeconfig-files.ts';

/** Nothing says where the API server is. */
export function problemOfMissing({ lookedFor }: LoadedKubeconfig, serviceAccountFolder: string): Problem {
  const files = lookedFor.length > 0 ? lookedFor.join(', ') : '~/.kube/config, but HOME is not set';
  return new Problem('No API server is configured.', {
    why: `Looked for a kubeconfig in ${files}, and for a pod's service account in ${serviceAccountFolder}.`,
    next: 'Name a kubeconfig with --kubeconfig or KUBECONFIG.',
  });
}
