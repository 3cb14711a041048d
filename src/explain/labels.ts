import type { Entry } from '../knowledge/entry.ts';
import type { Step } from '../model/step.ts';
import type { Scope } from '../model/verdict.ts';

/** Who is hit, as the rest of a line. */
const scopeLabels: Readonly<Record<Scope, string>> = {
  container: 'this container',
  pod: 'all containers of the pod',
  'several-containers': 'several containers of the node',
  node: 'all containers of the node',
  cluster: 'all nodes',
  client: 'only this client',
};

/** How often people meet it. */
export const frequencyLabels: Readonly<Record<Entry['frequency'], string>> = {
  often: 'Often met',
  sometimes: 'Sometimes met',
  rarely: 'Rarely met',
};

const either = new Intl.ListFormat('en', { type: 'disjunction' });

/** Where the fault lies, who is hit, how often: one line. */
export function placeLabel({ layers, scope, frequency }: Entry): string {
  const where = layers.length > 0 ? `Fault at ${either.format(layers)}` : 'No layer is at fault';
  return `${where}. Affected: ${scope === null ? 'differs' : scopeLabels[scope]}. ${frequencyLabels[frequency]}.`;
}

/** What is said of any error text. */
export const answerLabels = {
  chain: 'Which layer passed on which words, from the outside in',
  complaint: 'complains of',
  noComplaint: '(nothing)',
  notKnown:
    'No known failure has this text. Where exec breaks, kubectl exec-doctor TYPE/NAME finds out by asking each layer',
} as const;

/** What comes before the known failures that have a text. */
export const knownLabel = ({ length }: readonly Entry[]): string =>
  length === 1 ? 'A known failure has this text' : 'Known failures with this text, the likeliest first';

/** What stands in capitals in the commands, and how it is found: by those before it. */
const placeholders: readonly { readonly word: string; readonly found: string }[] = [
  { word: 'NODE', found: 'kubectl get pod POD -o jsonpath={.spec.nodeName}' },
  { word: 'ID', found: 'kubectl get pod POD -o jsonpath="{.status.containerStatuses[*].containerID}"' },
  { word: 'PID', found: 'docker inspect -f {{.State.Pid}} ID on the node, or crictl inspect ID | grep -m 1 pid' },
  { word: 'SHIM', found: 'the parent of PID: grep PPid /proc/PID/status on the node' },
  { word: 'CGROUP', found: 'the path in /proc/PID/cgroup on the node' },
  { word: 'FOLDER', found: 'runc names it: chdir to cwd ("FOLDER"); and workingDir of the pod or its image' },
  { word: 'USER', found: 'the text names it: Forbidden (user=USER, ...' },
  { word: 'PROCESS', found: 'the remark says which process' },
  { word: 'RUNC', found: 'pgrep -P SHIM -l   # on the node: the runc below the shim, by its process id' },
  { word: 'ROOT', found: '/run/containerd/runc/k8s.io with containerd, /run/docker/runtime-runc/moby with docker' },
];

/** Those that these commands have, or that are needed to find them, each with how it is found. */
export function placeholdersIn(steps: readonly Step[]): readonly string[] {
  const lines = steps.map(({ command, note }) => command ?? note);
  const found: string[] = [];
  for (const placeholder of placeholders.toReversed()) {
    if (![...lines, ...found].some((line) => has(line, placeholder.word))) continue;
    found.unshift(`${placeholder.word}: ${placeholder.found}`);
  }
  return found;
}

const has = (line: string, word: string) => new RegExp(`(?<![\\w-])${word}(?![\\w=:])`).test(line);
