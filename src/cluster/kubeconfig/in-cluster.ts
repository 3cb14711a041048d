import { existsSync, readFileSync } from 'node:fs';
import { isIPv6 } from 'node:net';
import path from 'node:path';
import type { Destination } from './destination.ts';
import { anonymous, clusterAt, noFileOrData } from './kubeconfig.ts';

/** Where the kubelet mounts a pod's service account. */
export const serviceAccountFolder = '/var/run/secrets/kubernetes.io/serviceaccount';

/** The API server of the pod that we run in, as its service account; null where we do not run in a pod. */
export function inCluster(env: NodeJS.ProcessEnv, folder: string): Destination | null {
  const host = env.KUBERNETES_SERVICE_HOST;
  const port = env.KUBERNETES_SERVICE_PORT;
  const tokenFile = path.join(folder, 'token');
  if (!host || !port || !existsSync(tokenFile)) return null;
  const certificateAuthority = path.join(folder, 'ca.crt');
  return {
    context: null,
    namespace: env.POD_NAMESPACE || textOf(path.join(folder, 'namespace')) || 'default',
    cluster: {
      ...clusterAt(`https://${isIPv6(host) ? `[${host}]` : host}:${port}`),
      certificateAuthority: existsSync(certificateAuthority)
        ? { file: certificateAuthority, base64: undefined }
        : noFileOrData,
    },
    userName: 'the service account',
    user: { ...anonymous, tokenFile },
  };
}

function textOf(file: string): string {
  return existsSync(file) ? readFileSync(file, 'utf8').trim() : '';
}
