import { containerName, type DebugPodManifest, type DebugPodPlan, debugPodManifest } from '../debug-pod/manifest.ts';
import { limits } from '../limits.ts';
import { and, type Condition, literal, longText, matches, sameField, unset, type Variable } from './cel.ts';
import { parameterPatterns } from './parameter-patterns.ts';

/** The pod is what this version of the program makes, whatever its target: the manifest, field by field. */
export function debugPodConditions(
  image: string | null,
  version: string,
): { readonly variables: readonly Variable[]; readonly conditions: readonly Condition[] } {
  const userland = image === null ? 'host' : 'image';
  const manifestFor = (architecture: string) =>
    debugPodManifest({ ...anyPlan, userland, image: image ?? '', architecture });
  // nodes of both kinds are in most clusters
  const [common, other] = [manifestFor('amd64'), manifestFor('')];
  const { containers, volumes, nodeName, activeDeadlineSeconds, imagePullSecrets, ...spec } = common.spec;
  const { command, image: _, volumeMounts, ...container } = containers[0];
  const words = commandConditions(command, userland);
  const sections = [
    ...Object.entries(spec).map(([name, value]) => [`spec.${name}`, sameField('object.spec', name, value)]),
    ...Object.entries(container).map(([name, value]) => [
      `spec.containers[0].${name}`,
      sameField('variables.container', name, value),
    ]),
    ['metadata.labels', labels(common)],
    ['spec.activeDeadlineSeconds', deadline],
    ['spec.volumes and volumeMounts', `${folders(common)} || ${folders(other)}`],
    ...(image === null ? [] : [['image', `variables.container.image == ${literal(image)}`]]),
  ] as const;
  return {
    variables: [{ name: 'container', expression: 'object.spec.containers[0]' }, ...words.variables],
    conditions: [
      { expression: nothingElse, message: `There is more in the pod than the one container ${containerName}.` },
      { expression: words.expression, message: notTheScript(version) },
      ...sections.map(([what = '', expression = '']) => ({
        expression,
        message: `${what} is not as exec-doctor ${version} makes it.`,
      })),
    ],
  };
}

const notTheScript = (version: string) =>
  `The command is not the script of exec-doctor ${version}, or was given what not everybody may: --dump-stacks, --force-probe, or a COMMAND of its own.`;

/** What differs from run to run is looked at apart. */
const anyPlan: Omit<DebugPodPlan, 'userland' | 'image' | 'architecture'> = {
  runId: '',
  namespace: '',
  nodeName: '',
  imagePullSecrets: [],
  target: { namespace: '', pod: '', container: '' },
  parameters: {
    ...{ nonce: '', runId: '', targetID: '', control: '', secondOpinionIDs: [], podUID: '', family: 'docker' },
    ...{ probeTimeoutMs: 0, deadlineMs: 0, lingerSeconds: 0, repeat: 1, watchMs: 0 },
    ...{ forceProbe: false, terminal: null, dumpStacks: false },
  },
  command: [],
  deadlineSeconds: 0,
};

const deadline = and(
  'has(object.spec.activeDeadlineSeconds)',
  `object.spec.activeDeadlineSeconds <= ${limits.longestRunSeconds}`,
);

const nothingElse = and(
  'object.spec.containers.size() == 1',
  unset('object.spec', 'initContainers', 'ephemeralContainers', 'hostIPC', 'shareProcessNamespace', 'runtimeClassName'),
  unset('variables.container', 'args', 'envFrom', 'lifecycle', 'livenessProbe', 'readinessProbe', 'startupProbe'),
  unset('variables.container', 'ports', 'volumeDevices', 'stdin', 'tty'),
  // a value from elsewhere stands beside the empty one
  'variables.container.env.all(variable, has(variable.valueFrom) == (variable.name == "POD_UID"))',
  '(!has(object.spec.securityContext) || !has(object.spec.securityContext.sysctls))',
);

const labels = ({ metadata }: DebugPodManifest) => {
  const { 'exec-doctor/run': _, ...fixed } = metadata.labels;
  return and(
    'has(object.metadata.labels)',
    ...Object.entries(fixed).map(([name, value]) => sameField('object.metadata.labels', name, value)),
    matches('object.metadata.name', 'exec-doctor-[0-9a-f]{8}(-[0-9])?'),
  );
};

const folders = ({ spec }: DebugPodManifest): string =>
  `(${and(
    sameField('object.spec', 'volumes', spec.volumes),
    sameField('variables.container', 'volumeMounts', spec.containers[0].volumeMounts),
    // a mount of a part of a volume is not that volume
    `variables.container.volumeMounts.all(mount, ${unset('mount', 'subPath', 'subPathExpr')})`,
  )})`;

/** Each word: the parameters as they may be, and all else as it is. */
function commandConditions(command: readonly string[], userland: 'host' | 'image') {
  const patterns: Readonly<Record<string, string>> = parameterPatterns(userland);
  const [boot = '', , script = ''] = command.slice(command.indexOf('-c') + 1);
  const variables = [...longText('boot', boot), ...longText('script', script)];
  const words = command.map((word, index) => {
    const at = `variables.container.command[${index}]`;
    const pattern = patterns[word.split('=')[0] ?? ''];
    if (pattern !== undefined) return matches(at, `${word.split('=')[0]}=(${pattern})`);
    if (word === boot) return `${at} == variables.boot`;
    if (word === script) return `${at} == variables.script`;
    return `${at} == ${literal(word)}`;
  });
  return { variables, expression: and(`variables.container.command.size() == ${command.length}`, ...words) };
}
