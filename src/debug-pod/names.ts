/** A label that our pods have, of whichever run; anybody may set it. */
export const managedBy = { key: 'app.kubernetes.io/managed-by', value: 'kubectl-exec-doctor' } as const;

/** The one container of a debug pod. */
export const containerName = 'exec-doctor';

/** What `kubectl exec-doctor setup` calls the namespace of debug pods where nobody says another name. */
export const ownNamespaceName = 'exec-doctor';

/** Of the admission rule that `setup` prints for the pods of that namespace. */
export const ruleName = (namespace: string): string => `exec-doctor-in-${namespace}`;

/** Of the one for what is asked of those pods. */
export const ruleOfUseName = (namespace: string): string => `${ruleName(namespace)}-use`;
