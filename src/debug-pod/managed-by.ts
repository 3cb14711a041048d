/** A label that our pods have, of whichever run; anybody may set it. */
export const managedBy = { key: 'app.kubernetes.io/managed-by', value: 'kubectl-exec-doctor' } as const;

/** The one container of a debug pod. */
export const containerName = 'exec-doctor';
