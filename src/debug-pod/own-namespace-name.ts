/** What `kubectl exec-doctor setup` calls the namespace of debug pods where nobody says another name. */
export const ownNamespaceName = 'exec-doctor';
