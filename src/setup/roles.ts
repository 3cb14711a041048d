import { type Document, parseAllDocuments } from 'yaml';
import rbac from '../../docs/rbac.yaml';
import { setupRole } from '../debug-pod/own-namespace.ts';

export interface RolesOptions {
  /** Of the debug pods. */
  readonly namespace: string;
  /** Empty: the roles are bound to nobody. */
  readonly groups: readonly string[];
  readonly image: string;
}

/** The roles of docs/rbac.yaml, and the bindings for these groups that grant no pod: each an object, with the comments that it has there. */
export function rolesFor(options: RolesOptions): readonly Document[] {
  return parseAllDocuments(rbac).filter((document) => {
    // what the file says of itself
    document.commentBefore = null;
    if (document.directives) document.directives.docStart = null;
    if (document.has('roleRef')) return bind(document, options);
    if (document.getIn(['metadata', 'name']) === setupRole.name) tellWhatIsSetUp(document, options);
    return true;
  });
}

/** @returns whether it is bound here: where targets are is not known, and pods are granted once the rule is in force */
function bind(document: Document, { groups }: RolesOptions): boolean {
  const role = document.getIn(['roleRef', 'name']);
  if (groups.length === 0 || role === targetRole || role === debugPodRole) return false;
  const subjects = groups.map((name) => ({ apiGroup: 'rbac.authorization.k8s.io', kind: 'Group', name }));
  document.set('subjects', document.createNode(subjects));
  return true;
}

/** To be bound in each namespace with targets. */
export const targetRole = 'exec-doctor-target';

/** Whoever has it may make any pod where no rule is in force. */
export const debugPodRole = 'exec-doctor-debug-pod';

function tellWhatIsSetUp(document: Document, { namespace, image }: RolesOptions): void {
  document.setIn(['metadata', 'annotations', setupRole.annotations.namespace], namespace);
  document.setIn(['metadata', 'annotations', setupRole.annotations.image], image);
  document.setIn(['rules', 0, 'resourceNames', 0], namespace);
}
