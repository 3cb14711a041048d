import type { V1Namespace } from '@kubernetes/client-node';
import { stringify } from 'yaml';
import { version } from '../../package.json';
import type { SetupInvocation } from '../command-line/invocation.ts';
import { ruleName, ruleOfUseName } from '../debug-pod/names.ts';
import { ownNamespaceLabel } from '../debug-pod/own-namespace.ts';
import { shellWords } from '../report/shell-words.ts';
import { admissionRule } from './policy/admission-rule.ts';
import { debugPodRole, rolesFor, targetRole } from './roles.ts';

/** What an administrator applies, as kubectl apply -f - takes it. */
export const setupText = (invocation: SetupInvocation): string =>
  invocation.what === 'rule' ? ruleText(invocation) : textOfAll(invocation);

const ofThisVersion = `# exec-doctor ${version}: each version has its own, because its pod and script are part of the rule.`;

const inYaml = (object: object): string => stringify(object, { version: '1.1', lineWidth: 0 });

function ruleText(invocation: SetupInvocation): string {
  return `${ofThisVersion}\n${admissionRule({ ...invocation, version })
    .map(inYaml)
    .join('---\n')}`;
}

function textOfAll(invocation: SetupInvocation): string {
  const objects = [
    inYaml(namespaceFor(invocation.namespace)),
    ...admissionRule({ ...invocation, version }).map(inYaml),
    ...rolesFor(invocation).map((document) => document.toString({ lineWidth: 0, flowCollectionPadding: false })),
  ];
  const comments = [ofThisVersion, ...openingSteps(invocation).map((line) => `# ${line}`), ...bindingSteps(invocation)];
  return `${comments.join('\n')}\n${objects.join('---\n')}`;
}

/**
 * What lets those groups make privileged pods there. It is no part of what is applied: kubectl apply goes on after an error,
 * and where the rule was not taken, whoever may make pods could make any.
 */
export function openingSteps({ groups, namespace }: SetupInvocation): readonly string[] {
  const to = (groups.length > 0 ? groups : ['GROUP']).map((group) => `--group=${group}`);
  const binding = ['create', 'rolebinding', debugPodRole, '-n', namespace, `--clusterrole=${debugPodRole}`, ...to];
  return [
    `Where the namespace ${namespace} was there before, see first that nobody has rights in it: kubectl get rolebindings -n ${namespace}`,
    `It is not open yet. Once all of this was applied without an error, see that the rules are in force:`,
    `  kubectl run any --image=any -n ${namespace} --dry-run=server`,
    `  ${shellWords(['kubectl', 'create', '--raw', anyExec(namespace), '-f', '/dev/null'])}`,
    `Where these are refused by the names ${ruleName(namespace)} and ${ruleOfUseName(namespace)}, the next two open it:`,
    `  kubectl label namespace ${namespace} ${podSecurity}=privileged --overwrite`,
    `  ${shellWords(['kubectl', ...binding])}`,
  ];
}

/** Into a pod that is not there: `kubectl exec` would look for it first, the API server asks its rules first. */
const anyExec = (namespace: string): string => `/api/v1/namespaces/${namespace}/pods/any/exec?command=any`;

const podSecurity = 'pod-security.kubernetes.io/enforce';

/** The cluster's own level of pod security holds there, until it is opened. */
const namespaceFor = (name: string): V1Namespace => ({
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: {
    name,
    labels: {
      'app.kubernetes.io/name': 'exec-doctor',
      [ownNamespaceLabel.key]: ownNamespaceLabel.value,
    },
  },
});

/** What cannot be known here: where the targets are and, where nobody was named, whose the roles are. */
function bindingSteps({ groups }: SetupInvocation): readonly string[] {
  const group = shellWords([`--group=${groups[0] ?? 'GROUP'}`]);
  const target = [
    '# In each namespace with targets, for those who may not exec there already:',
    `#   kubectl create rolebinding ${targetRole} -n NAMESPACE --clusterrole=${targetRole} ${group}`,
  ];
  if (groups.length > 0) return target;
  return [
    '# --group names no group: the other roles are not bound either, and these bindings decide whom the rule admits:',
    '#   kubectl create rolebinding exec-doctor-lease -n kube-node-lease --role=exec-doctor-lease --group=GROUP',
    '#   kubectl create rolebinding exec-doctor-node-events -n default --role=exec-doctor-node-events --group=GROUP',
    '#   kubectl create rolebinding exec-doctor-cluster-image -n kube-system --role=exec-doctor-cluster-image --group=GROUP',
    ...['namespace', 'node', 'second-opinion'].map(
      (name) =>
        `#   kubectl create clusterrolebinding exec-doctor-${name} --clusterrole=exec-doctor-${name} --group=GROUP`,
    ),
    ...target,
  ];
}
