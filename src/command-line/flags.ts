import { limits } from '../limits.ts';
import { formatDuration } from './duration.ts';
import { outputFormats } from './output-format.ts';

/** The help's groups, in its order. */
export const flagGroups = [
  'Target',
  'Probes',
  'Debug pod',
  'Other ways to the node',
  'Setup',
  'Output',
  'Past runs',
  'Connection',
] as const;

/** One flag: what yargs, the help and the documentation need to know of it. */
export interface Flag {
  readonly name: string;
  readonly short?: string;
  /** `texts`: may be repeated; `switch`: stands alone; `choice`: stands alone, or has a value behind `=`; `count`: a whole number. */
  readonly kind: 'text' | 'texts' | 'switch' | 'choice' | 'duration' | 'count';
  /** What stands for the value in the help. */
  readonly value?: string;
  /** As the help says it. */
  readonly default?: string;
  readonly group: (typeof flagGroups)[number];
  readonly description: string;
}

const flags = [
  {
    name: 'container',
    short: 'c',
    kind: 'text',
    value: 'NAME',
    group: 'Target',
    description:
      "the container; init and ephemeral ones can be named. Default: the pod's kubectl.kubernetes.io/default-container annotation, else its first container",
  },
  {
    name: 'namespace',
    short: 'n',
    kind: 'text',
    value: 'NAME',
    group: 'Target',
    description: "the target's namespace. Default: the context's",
  },
  {
    name: 'selector',
    short: 'l',
    kind: 'text',
    value: 'LABELS',
    group: 'Target',
    description: 'all pods with these labels, as kubectl get -l takes them: their default containers, or those of -c',
  },
  {
    name: 'node',
    kind: 'text',
    value: 'NAME',
    group: 'Target',
    description: 'all containers of this node, in all namespaces unless -n names one',
  },
  { name: 'all-containers', kind: 'switch', group: 'Target', description: 'all running containers of each pod' },
  {
    name: 'all-namespaces',
    short: 'A',
    kind: 'switch',
    group: 'Target',
    description: 'with -l, and for kubectl exec-doctor cleanup: in all namespaces',
  },
  {
    name: 'probe-timeout',
    kind: 'duration',
    value: 'DURATION',
    default: formatDuration(limits.probeTimeoutMs),
    group: 'Probes',
    description: 'a probe that has not answered by then hangs',
  },
  {
    name: 'timeout',
    kind: 'duration',
    value: 'DURATION',
    default: formatDuration(limits.runTimeoutMs),
    group: 'Probes',
    description: 'for the whole run; of several containers, for each node and for each that is examined',
  },
  {
    name: 'tty',
    short: 't',
    kind: 'switch',
    group: 'Probes',
    description:
      'probe with a terminal too, as with kubectl exec -t. Default: where all goes well without one; --tty=false: never',
  },
  {
    name: 'stdin',
    short: 'i',
    kind: 'switch',
    group: 'Probes',
    description:
      'as kubectl exec has it, so that -doctor can be put into the line that failed; the probes read nothing',
  },
  {
    name: 'quiet',
    short: 'q',
    kind: 'switch',
    group: 'Probes',
    description: 'likewise; the report says what it has to say',
  },
  {
    name: 'at-every-layer',
    kind: 'switch',
    group: 'Probes',
    description:
      'run the COMMAND behind -- at each layer where exec works, to compare. Default: once, through the topmost of them on the node',
  },
  {
    name: 'quick',
    kind: 'switch',
    group: 'Target',
    description:
      'exec through the API server alone, twice and with a terminal, with no word of the node beforehand, as kubectl exec; a debug pod only if one of them fails',
  },
  {
    name: 'repeat',
    kind: 'count',
    value: 'N',
    default: '1',
    group: 'Probes',
    description: 'go over all layers so often, for what comes and goes; ends at the first failure that stays',
  },
  {
    name: 'watch',
    kind: 'duration',
    value: 'DURATION',
    group: 'Probes',
    description: 'or so long; --timeout counts from then on',
  },
  {
    name: 'no-control',
    kind: 'switch',
    group: 'Probes',
    description: 'probe the target only: faster, but a fault of one container looks like one of the node',
  },
  {
    name: 'no-second-opinion',
    kind: 'switch',
    group: 'Probes',
    description:
      'leave containers of other pods alone. Else, where the target fails and the control works, two older ones are probed with a path that cannot exist',
  },
  {
    name: 'force-probe',
    kind: 'switch',
    group: 'Probes',
    description:
      'probe also where a guard advises against it: a container that is frozen or nearly out of memory. May get it killed',
  },
  {
    name: 'dump-stacks',
    kind: 'switch',
    group: 'Probes',
    description:
      'once something fails or hangs, have dockerd and containerd dump where their goroutines wait: sends them SIGUSR1; what they write then is read and deleted',
  },
  {
    name: 'image',
    kind: 'text',
    value: 'IMAGE',
    group: 'Debug pod',
    description:
      "run the debug pod from this image and with its programs. Default: that of kubectl exec-doctor setup, in its namespace; else one that the cluster's own pods run on that node, or that of the pods' sandboxes, with the node's programs, so nothing is pulled",
  },
  {
    name: 'debug-namespace',
    kind: 'text',
    value: 'NAME',
    group: 'Debug pod',
    description:
      "create the debug pod there. Default: the namespace of kubectl exec-doctor setup, where that was applied and you may; else the target's",
  },
  {
    name: 'pod-start-timeout',
    kind: 'duration',
    value: 'DURATION',
    default: formatDuration(limits.podStartTimeoutMs),
    group: 'Debug pod',
    description: 'a debug pod that has not started by then is given up',
  },
  { name: 'keep', kind: 'switch', group: 'Debug pod', description: 'do not delete the debug pod' },
  {
    name: 'dry-run',
    kind: 'choice',
    value: 'client|server',
    group: 'Debug pod',
    description:
      "create nothing. client, which is meant alone: print the debug pod's manifest with the whole script, as YAML or by -o json; server: send it to the API server, which says whether it would admit the pod",
  },
  {
    name: 'transport',
    kind: 'text',
    value: 'WAY',
    default: 'auto',
    group: 'Other ways to the node',
    description:
      'how the script gets onto the node: auto (a debug pod; where none can start, the report names the other way) or ssh',
  },
  {
    name: 'ssh-target',
    kind: 'text',
    value: '[USER@]HOST',
    group: 'Other ways to the node',
    description: "whom your ssh connects to. Default: the node's address. A user that is not root needs sudo there",
  },
  {
    name: 'ssh-command',
    kind: 'text',
    value: 'COMMAND',
    default: 'ssh',
    group: 'Other ways to the node',
    description: 'what is run instead of ssh, such as "ssh -J BASTION"',
  },
  {
    name: 'via',
    kind: 'text',
    value: 'COMMAND',
    group: 'Other ways to the node',
    description:
      'your own command that runs the script on its standard input, as root on the node, and prints what that prints',
  },
  {
    name: 'print-script',
    kind: 'switch',
    group: 'Other ways to the node',
    description: 'print the script with its parameters, for a console of the node; its output is for --from-records',
  },
  {
    name: 'from-records',
    kind: 'text',
    value: 'FILE',
    group: 'Other ways to the node',
    description:
      'diagnose from the output of that script, from a report of -o json, or from an archive of --bundle; - is stdin. No target is named, and no cluster is contacted',
  },
  {
    name: 'group',
    kind: 'texts',
    value: 'GROUP',
    group: 'Setup',
    description: 'of kubectl exec-doctor setup and policy: who may make debug pods; may be repeated',
  },
  {
    name: 'allow-tag',
    kind: 'switch',
    group: 'Setup',
    description: 'of the same: --image may name a tag, which others can give to another image',
  },
  {
    name: 'output',
    short: 'o',
    kind: 'text',
    value: 'FORMAT',
    default: outputFormats[0],
    group: 'Output',
    description: `one of ${outputFormats.join(', ')}, jsonpath=TEMPLATE. name: the pods that are not healthy, as pod/NAME; TEMPLATE as kubectl has it: '{.verdict.layer}'`,
  },
  {
    name: 'details',
    kind: 'switch',
    group: 'Output',
    description: 'print all that was found instead of one screen, as -o wide does',
  },
  {
    name: 'leftovers',
    kind: 'switch',
    group: 'Past runs',
    description: 'of show: only what the run left behind, and what removes it',
  },
  {
    name: 'bundle',
    kind: 'text',
    value: 'FILE',
    group: 'Output',
    description:
      'also write an archive (.tar.gz) for a bug report: the report, records, evidence, versions, with secrets redacted; it can be diagnosed again by --from-records',
  },
  {
    name: 'no-redact',
    kind: 'switch',
    group: 'Output',
    description:
      'leave secrets in -o markdown, -o html and -o junit, which are for others to read and lose them else; an archive of --bundle loses them all the same',
  },
  {
    name: 'color',
    kind: 'switch',
    group: 'Output',
    description: 'colour also where stdout is no terminal; --color=false, or NO_COLOR in the environment: never',
  },
  {
    name: 'v',
    short: 'v',
    kind: 'count',
    value: 'LEVEL',
    default: '0',
    group: 'Output',
    description: 'how much of a bug is printed on stderr: 9 adds the stack',
  },
  {
    name: 'kubeconfig',
    kind: 'text',
    value: 'FILE',
    group: 'Connection',
    description:
      'Default: the files in KUBECONFIG, else ~/.kube/config, else the service account of the pod it runs in',
  },
  { name: 'context', kind: 'text', value: 'NAME', group: 'Connection', description: 'the kubeconfig context' },
  { name: 'cluster', kind: 'text', value: 'NAME', group: 'Connection', description: 'the kubeconfig cluster' },
  { name: 'user', kind: 'text', value: 'NAME', group: 'Connection', description: 'the kubeconfig user' },
  {
    name: 'server',
    short: 's',
    kind: 'text',
    value: 'URL',
    group: 'Connection',
    description: "the API server's address",
  },
  { name: 'token', kind: 'text', value: 'TOKEN', group: 'Connection', description: 'a bearer token' },
  { name: 'as', kind: 'text', value: 'USER', group: 'Connection', description: 'impersonate this user' },
  {
    name: 'as-group',
    kind: 'texts',
    value: 'GROUP',
    group: 'Connection',
    description: 'impersonate this group; may be repeated',
  },
  {
    name: 'insecure-skip-tls-verify',
    kind: 'switch',
    group: 'Connection',
    description: "do not check the API server's certificate",
  },
  {
    name: 'request-timeout',
    kind: 'text',
    value: 'DURATION',
    default: '30s for what is only read',
    group: 'Connection',
    description: 'for a single request to the API server; a bare number is seconds, 0 is no limit',
  },
] as const satisfies readonly Flag[];

type AnyFlag = (typeof flags)[number];
export type FlagName<Kind extends Flag['kind'] = Flag['kind']> = Extract<AnyFlag, { kind: Kind }>['name'];

/** Flags that are answered before any other is read; for the help only. */
export const questions: readonly Pick<Flag, 'name' | 'short' | 'description'>[] = [
  { name: 'help', short: 'h', description: 'this text' },
  { name: 'version', description: 'the version of kubectl exec-doctor' },
];

export const flagTable: readonly Flag[] = flags;

/** A flag's value as the help has it. */
export const spelledValue = ({ kind, value }: Pick<Flag, 'value'> & Partial<Pick<Flag, 'kind'>>): string =>
  value === undefined ? '' : kind === 'choice' ? `[=${value}]` : `=${value}`;
