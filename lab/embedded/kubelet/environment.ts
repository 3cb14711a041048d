import { expand } from './expansion.ts';
import type { ContainerSpec, PodSpec } from './pod-spec.ts';

/** The variables of a container, in order; each may refer to those before it. */
export function environment(
  pod: PodSpec,
  container: ContainerSpec,
  podIP: string,
  hostIP: string,
): Record<string, string> {
  const variables: Record<string, string> = {};
  for (const one of container.env) {
    variables[one.name] = 'value' in one ? expand(one.value, variables) : podField(pod, one.fieldPath, podIP, hostIP);
  }
  return variables;
}

/** What `valueFrom.fieldRef` can name. */
function podField(pod: PodSpec, path: string, podIP: string, hostIP: string): string {
  const [, kind, key = ''] = /^metadata\.(labels|annotations)\['(.+)'\]$/.exec(path) ?? [];
  if (kind !== undefined) return (kind === 'labels' ? pod.labels : pod.annotations)[key] ?? '';
  const values: Record<string, string> = {
    'metadata.name': pod.name,
    'metadata.namespace': pod.namespace,
    'metadata.uid': pod.uid,
    'spec.nodeName': pod.nodeName,
    'spec.serviceAccountName': pod.serviceAccountName,
    'status.hostIP': hostIP,
    'status.podIP': podIP,
    'status.podIPs': podIP,
  };
  return values[path] ?? '';
}
