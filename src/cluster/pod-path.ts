/** A container of a pod. */
export interface ContainerName {
  readonly namespace: string;
  readonly name: string;
  readonly container: string;
}

/** Where the API has the pod; a name that is none cannot lead to anything else. */
export function podPath({ namespace, name }: Pick<ContainerName, 'namespace' | 'name'>): string {
  return `/api/v1/namespaces/${encodeURIComponent(namespace)}/pods/${encodeURIComponent(name)}`;
}
