import { stringify } from 'yaml';
import { version } from '../../package.json';
import { admissionRule } from '../admission/admission-rule.ts';
import type { SetupInvocation } from '../command-line/invocation.ts';
import { ownNamespaceLabel } from '../debug-pod/own-namespace.ts';
import { rolesFor, targetRole } from './roles.ts';

/** What an administrator applies, as kubectl apply -f - takes it. */
export const setupText = (invocation: SetupInvocation): string =>
  invocation.what === 'rule' ? ruleText(invocation) : textOfAll(invocation);

const ofThisVersion = `# exec-doctor ${version}: of each version its own, for its pod and script are part of the rule.`;

const inYaml = (object: object): string => stringify(object, { version: '1.1', lineWidth: 0 });

function ruleText(invocation: SetupInvocation): string {
  return `${ofThisVersion}\n${admissionRule({ ...invocation, version })
    .map(inYaml)
    .join('---\n')}`;
}

function textOfAll(invocation: SetupInvocation): string {
  const objects = [
    inYaml(namespaceFor(invocation.namespace)),
    ...rolesFor(invocation).map((document) => document.toString({ lineWidth: 0, flowCollectionPadding: false })),
    ...admissionRule({ ...invocation, version }).map(inYaml),
  ];
  return `${[ofThisVersion, ...howToBind(invocation)].join('\n')}\n${objects.join('---\n')}`;
}

/** It has to admit privileged pods; the rule admits one of them. */
const namespaceFor = (name: string) => ({
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: {
    name,
    labels: {
      'app.kubernetes.io/name': 'exec-doctor',
      [ownNamespaceLabel.key]: ownNamespaceLabel.value,
      'pod-security.kubernetes.io/enforce': 'privileged',
    },
  },
});

/** What cannot be known here: where the targets are and, where nobody was named, whose the roles are. */
function howToBind({ groups, namespace }: SetupInvocation): readonly string[] {
  const group = groups[0] ?? 'GROUP';
  const target = [
    '# In each namespace with targets, for those who may not exec there already:',
    `#   kubectl create rolebinding ${targetRole} -n NAMESPACE --clusterrole=${targetRole} --group=${group}`,
  ];
  if (groups.length > 0) return target;
  return [
    '# Nobody was named by --group, so the roles are bound to nobody, and whom the rule admits is for them to say:',
    `#   kubectl create rolebinding exec-doctor-debug-pod -n ${namespace} --clusterrole=exec-doctor-debug-pod --group=GROUP`,
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
