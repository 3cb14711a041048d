import { type DebugPodManifest, type DebugPodPlan, debugPodManifest } from '../../debug-pod/manifest.ts';
import { containerName } from '../../debug-pod/names.ts';
import { limits } from '../../limits.ts';
import { and, type Condition, literal, longText, matches, sameField, unset, type Variable } from './cel.ts';
import { parameterPatterns } from './parameter-patterns.ts';

/** The pod is what this version of the program makes from that image, whatever its target: the manifest, field by field. */
export function debugPodConditions(
  image: string,
  version: string,
): { readonly variables: readonly Variable[]; readonly conditions: readonly Condition[] } {
  const manifest = debugPodManifest({ ...anyPlan, image });
  const { containers, nodeName: _, activeDeadlineSeconds: __, imagePullSecrets: ___, ...spec } = manifest.spec;
  const { command, ...container } = containers[0];
  const words = commandConditions(command);
  const sections: readonly (readonly [string, string])[] = [
    ...Object.entries(spec).map(
      ([name, value]) => [`spec.${name}`, sameField('variables.spec', name, value, varying)] as const,
    ),
    ...Object.entries(container).map(
      ([name, value]) =>
        [`spec.containers[0].${name}`, sameField('variables.container', name, value, varying)] as const,
    ),
    ['metadata', metadata(manifest)],
    ['spec.activeDeadlineSeconds', deadline],
  ];
  return {
    variables: [
      // A variable of an object has no type of its own, so no field of it is looked up in the API server's schema before
      // a pod is there. That schema has no type for quantities, nor each field of each version: it would warn of them.
      { name: 'spec', expression: 'object.spec' },
      { name: 'container', expression: 'variables.spec.containers[0]' },
      ...words.variables,
    ],
    conditions: [
      {
        expression: nothingElse(manifest),
        message: `There is more in the pod than the one container ${containerName} on a node that is named, with what Kubernetes fills in.`,
      },
      { expression: nothingMore, message: 'The pod requests more than exec-doctor does.' },
      { expression: words.expression, message: notTheScript(version) },
      ...sections.map(([what, expression]) => ({
        expression,
        message: `${what} is not as exec-doctor ${version} makes it.`,
      })),
    ],
  };
}

const notTheScript = (version: string) =>
  `The command is not the script of exec-doctor ${version}, or has options that not everybody may use: --dump-stacks, --force-probe, or a COMMAND.`;

/** Words of this sample that are others in each run, and what they may be; the second attempt of a run has its number. */
const varying = { RUN_ID: '[0-9a-f]{8}(-[0-9])?' } as const;

/** What else differs from run to run is looked at apart. */
const anyPlan: Omit<DebugPodPlan, 'image'> = {
  runId: 'RUN_ID',
  namespace: '',
  nodeName: '',
  imagePullSecrets: [],
  imagePullPolicy: 'IfNotPresent',
  folder: '/exec-doctor',
  programs: null,
  target: { namespace: '', pod: '', container: '' },
  parameters: {
    ...{
      echoWord: '',
      runId: '',
      targetID: '',
      surveyIDs: [],
      control: '',
      secondOpinionIDs: [],
      podUID: '',
      family: 'docker',
    },
    ...{ probeTimeoutMs: 0, deadlineMs: 0, lingerSeconds: 0, repeat: 1, watchMs: 0 },
    ...{ forceProbe: false, atEveryLayer: false, terminal: null, dumpStacks: false },
  },
  command: [],
  deadlineSeconds: 0,
};

const deadline = and(
  'has(variables.spec.activeDeadlineSeconds)',
  `variables.spec.activeDeadlineSeconds <= ${limits.longestRunSeconds}`,
);

/**
 * No field is there but these: one of a later version of Kubernetes, which nobody here knows of, is not either. An object has no
 * keys by its type, so without `dyn` the API server's type check would warn.
 */
const onlyKeys = (of: string, keys: readonly string[]): string => `dyn(${of}).all(key, key in ${literal(keys)})`;
/** Where it is there, it is as the API server fills it in. */
const asFilledIn = (of: string, field: string, value: string): string =>
  `(!has(${of}.${field}) || ${of}.${field} == ${literal(value)})`;

/** What the API server, and the admission of its own, fill in. */
const filledIn = {
  spec: {
    ...{ dnsPolicy: 'ClusterFirst', schedulerName: 'default-scheduler' },
    // the older name of the same
    ...{ serviceAccountName: 'default', serviceAccount: 'default' },
  },
  securityContext: { procMount: 'Default' },
} as const;

/**
 * These may be there, too. The class that is the cluster's default looks like one that was asked for; with a node's name
 * nobody is evicted for either. Which nodes a namespace has is its administrator's to say.
 */
const unchecked = ['securityContext', 'priority', 'priorityClassName', 'preemptionPolicy', 'nodeSelector'];

function nothingElse({ spec }: DebugPodManifest): string {
  const [container] = spec.containers;
  const own = 'variables.container.securityContext';
  return and(
    'variables.spec.containers.size() == 1',
    onlyKeys('variables.spec', [...Object.keys(spec), ...Object.keys(filledIn.spec), ...unchecked]),
    ...Object.entries(filledIn.spec).map(([field, value]) => asFilledIn('variables.spec', field, value)),
    // else it would be anywhere
    'has(variables.spec.nodeName) && variables.spec.nodeName != ""',
    '(!has(variables.spec.securityContext) || dyn(variables.spec.securityContext).size() == 0)',
    onlyKeys('variables.container', [...Object.keys(container), 'resizePolicy']),
    '(!has(variables.container.resizePolicy) || variables.container.resizePolicy.all(policy, policy.restartPolicy == "NotRequired"))',
    onlyKeys(own, [...Object.keys(container.securityContext), ...Object.keys(filledIn.securityContext)]),
    ...Object.entries(filledIn.securityContext).map(([field, value]) => asFilledIn(own, field, value)),
    // a value from elsewhere stands beside the empty one
    'variables.container.env.all(variable, has(variable.valueFrom) == (variable.name == "POD_UID"))',
  );
}

/** Devices, parts of volumes, a priority for which others are evicted. */
const nothingMore = and(
  onlyKeys('variables.container.resources', ['limits', 'requests']),
  'variables.container.resources.limits.size() == 2',
  'variables.container.resources.requests.size() == 2',
  onlyKeys('variables.spec.tolerations[0]', ['operator']),
  'variables.spec.volumes.all(volume, dyn(volume).size() == 2)',
  `variables.container.volumeMounts.all(mount, ${onlyKeys('mount', ['name', 'mountPath'])})`,
  '(!has(variables.spec.priority) || variables.spec.priority < 2000000000)',
  // the API server itself names the class that is the cluster's default
  '(!has(variables.spec.priorityClassName) || !variables.spec.priorityClassName.startsWith("system-"))',
);

/** The API server copies these from the node. https://kubernetes.io/docs/reference/labels-annotations-taints/ */
const labelsOfNode = ['topology.kubernetes.io/zone', 'topology.kubernetes.io/region'];

function metadata({ metadata: { name, labels, annotations } }: DebugPodManifest): string {
  return and(
    sameField('object.metadata', 'name', name, varying),
    sameField('object.metadata', 'labels', labels, varying),
    // some runtimes and their plugins take orders by annotations; what is added later is not the user's
    `(request.operation == "UPDATE" || object.metadata.annotations.all(key, key in ${literal(Object.keys(annotations))}))`,
    // services and policies choose pods by their labels
    `(request.operation == "UPDATE" || ${onlyKeys('object.metadata.labels', [...Object.keys(labels), ...labelsOfNode])})`,
    // nor is one that holds the pod back from its deletion, or has it deleted with another
    `(request.operation == "UPDATE" || (${unset('object.metadata', 'finalizers', 'ownerReferences')}))`,
  );
}

/** Each word: the parameters as they may be, and all else as it is. */
function commandConditions(command: readonly string[]) {
  const patterns: Readonly<Record<string, string>> = parameterPatterns;
  const [boot = '', , script = ''] = command.slice(command.indexOf('-c') + 1);
  const variables = [...longText('boot', boot), ...longText('script', script)];
  const words = command.map((word, index) => {
    const at = `variables.container.command[${index}]`;
    const [name = ''] = word.split('=');
    const pattern = patterns[name];
    if (pattern !== undefined) return matches(at, `${name}=(${pattern})`);
    if (word === boot) return `${at} == variables.boot`;
    if (word === script) return `${at} == variables.script`;
    return `${at} == ${literal(word)}`;
  });
  return { variables, expression: and(`variables.container.command.size() == ${command.length}`, ...words) };
}
