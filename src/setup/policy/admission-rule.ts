import type {
  V1ValidatingAdmissionPolicy,
  V1ValidatingAdmissionPolicyBinding,
  V1ValidatingAdmissionPolicySpec,
} from '@kubernetes/client-node';
import { askControl } from '../../debug-pod/manifest.ts';
import { ruleName, ruleOfUseName } from '../../debug-pod/names.ts';
import { and, type Condition, literal, sameText, unset, type Variable } from './cel.ts';
import { debugPodConditions } from './debug-pod-conditions.ts';
import type { AdmissionEngine } from './engines.ts';
import { echoWordPattern } from './parameter-patterns.ts';

export interface AdmissionRuleOptions {
  readonly engine: AdmissionEngine;
  /** A namespace of its own: nothing but debug pods is admitted to it. */
  readonly namespace: string;
  /** Empty: roles alone say who. */
  readonly groups: readonly string[];
  /** Its programs run the script. Of no other image can a rule say that it brings nothing of its own. */
  readonly image: string;
  readonly version: string;
}

/**
 * Objects that admit the debug pod of this version of the program to a namespace, from these groups, and nothing else; and
 * to the debug pod the one exec by which the program asks its control.
 * https://kubernetes.io/docs/reference/access-authn-authz/validating-admission-policy/
 * https://kyverno.io/docs/policy-types/validating-policy/
 */
export function admissionRule(options: AdmissionRuleOptions): readonly object[] {
  const { variables, conditions } = debugPodConditions(options.image, options.version);
  const byWhom = onlyMembers(options.groups);
  const pods = {
    operations: ['CREATE', 'UPDATE'],
    resources: ['pods'],
    variables,
    // an update may come from a controller; the pod stays what it is
    validations: [
      ...byWhom.map((condition) => ({
        ...condition,
        expression: `request.operation == "UPDATE" || ${condition.expression}`,
      })),
      ...conditions,
    ],
  };
  const uses = {
    operations: ['CONNECT', 'UPDATE'],
    resources: [
      'pods/exec',
      'pods/attach',
      'pods/portforward',
      'pods/proxy',
      'pods/ephemeralcontainers',
      'pods/resize',
    ],
    variables: [],
    validations: [...byWhom, onlyTheControl],
  };
  return [
    ...objectsOf(ruleName(options.namespace), pods, options),
    ...objectsOf(ruleOfUseName(options.namespace), uses, options),
  ];
}

function onlyMembers(groups: readonly string[]): readonly Condition[] {
  if (groups.length === 0) return [];
  const isMember = `has(request.userInfo.groups) && request.userInfo.groups.exists(group, group in ${literal(groups)})`;
  return [{ expression: isMember, message: `Only ${groups.join(', ')} may do that.` }];
}

/** The command by which the control is asked, with a word. */
function asksTheControl(): string {
  const command = askControl({ folder: '/exec-doctor', programs: null }, 'WORD');
  const words = command.map((word, index) => sameText(`object.command[${index}]`, word, { WORD: echoWordPattern }));
  return and(`object.command.size() == ${command.length}`, ...words);
}

const onlyTheControl: Condition = {
  expression: and('request.subResource == "exec"', unset('object', 'stdin', 'tty'), asksTheControl()),
  message: 'In a debug pod nothing is executed but the question of exec-doctor to its control.',
};

interface Rule {
  readonly operations: readonly string[];
  readonly resources: readonly string[];
  readonly variables: readonly Variable[];
  readonly validations: readonly Condition[];
}

function objectsOf(
  name: string,
  { operations, resources, variables, validations }: Rule,
  { engine, namespace, version }: AdmissionRuleOptions,
): readonly object[] {
  const metadata = { name, labels: { 'app.kubernetes.io/name': 'exec-doctor', 'app.kubernetes.io/version': version } };
  const spec = {
    failurePolicy: 'Fail',
    matchConstraints: {
      namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': namespace } },
      resourceRules: [{ apiGroups: [''], apiVersions: ['v1'], operations: [...operations], resources: [...resources] }],
    },
    ...(variables.length > 0 ? { variables: [...variables] } : {}),
    validations: [...validations],
  } satisfies V1ValidatingAdmissionPolicySpec;
  if (engine === 'kyverno') {
    // who asks is known at admission only, and the rule is of pods, not of what makes pods
    const more = { evaluation: { background: { enabled: false } }, autogen: { podControllers: { controllers: [] } } };
    const own = { validationActions: ['Deny'], ...more, ...spec };
    return [{ apiVersion: 'policies.kyverno.io/v1', kind: 'ValidatingPolicy', metadata, spec: own }];
  }
  const apiVersion = 'admissionregistration.k8s.io/v1';
  return [
    { apiVersion, kind: 'ValidatingAdmissionPolicy', metadata, spec } satisfies V1ValidatingAdmissionPolicy,
    {
      ...{ apiVersion, kind: 'ValidatingAdmissionPolicyBinding', metadata },
      spec: { policyName: name, validationActions: ['Deny'] },
    } satisfies V1ValidatingAdmissionPolicyBinding,
  ];
}
