/** The label by which our pods are known, of whichever run. */
export const managedBy = { key: 'app.kubernetes.io/managed-by', value: 'kubectl-exec-doctor' } as const;
