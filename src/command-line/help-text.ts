import { wrapWords } from '../report/wrap.ts';
import { type Flag, flagGroups, flagTable, questions, spelledValue } from './flags.ts';

export const usageLine = 'kubectl exec-doctor TYPE/NAME [-c CONTAINER] [flags] [-- COMMAND [ARG...]]';

const otherUsageLines = [
  'kubectl exec-doctor TYPE/NAME... | -l LABELS | --node=NAME [--all-containers]',
  'kubectl-exec_doctor local CONTAINER [flags]      on the node itself, as root',
  'kubectl exec-doctor --from-records FILE',
  'kubectl exec-doctor show [RUN | POD | -l] [-o FORMAT]',
  'kubectl exec-doctor diff BEFORE AFTER',
  'kubectl exec-doctor cleanup [-n NAMESPACE | -A]',
  'kubectl exec-doctor setup --group=GROUP --image=IMAGE',
  'kubectl exec-doctor policy --group=GROUP --image=IMAGE',
  'kubectl exec-doctor explain [CODE | TEXT | -]',
  'kubectl exec-doctor completion install | bash | zsh | fish',
  'kubectl exec-doctor version [-o json]',
  'kubectl exec-doctor help COMMAND',
];

const width = 80;
const column = 32;

/** What `--help` prints. */
export function helpText(): string {
  return `${[intro, targets, examples, ...flagSections(), exitCodes].join('\n\n')}\n`;
}

const intro = `When exec into a container fails or hangs: find out which layer is at fault.
The same harmless command enters the chain from the API server down to the
kernel at each layer in turn, for your container and for a fresh one beside it.

Usage:
  ${usageLine}
  ${otherUsageLines.join('\n  ')}`;

const targets = `Targets:
  nginx1, pod/nginx1          a pod; also pods/ and po/; without any, on a
                              terminal, the pods to choose from
  deploy/web                  one of its running pods, picked as kubectl exec
                              does; also sts/ ds/ rs/ rc/ job/ svc/
  -l app=web, --node=NAME     many: all are probed, and those where exec fails
                              are examined; so are several names
  -- COMMAND                  also run your own command, once, through the
                              topmost layer on the node where exec works`;

const examples = `Examples:
  kubectl exec-doctor nginx1
  kubectl exec-doctor deploy/web -n shop -c app
  kubectl exec-doctor pod/nginx1 -o json
  kubectl exec-doctor pod/nginx1 -- ls /tmp
  kubectl exec-doctor -l app=web --all-containers
  kubectl exec-doctor --node=worker-3 -o json
  kubectl exec-doctor pod/nginx1 --bundle nginx1.tar.gz
  kubectl exec-doctor pod/nginx1 --dry-run
  kubectl exec-doctor pod/nginx1 --ssh-target=root@10.0.0.7
  kubectl exec-doctor explain              what is known of failures of exec
  kubectl exec-doctor explain 'error dialing backend: No agent available'`;

const exitCodes = `Exit codes:
  0  healthy: exec works at every layer
  1  a fault was found, or exec works and is degraded
  2  wrong usage, or the diagnosis could not be run
  3  inconclusive: not enough evidence to name a layer`;

type HelpOfFlag = Pick<Flag, 'name' | 'short' | 'value' | 'default' | 'description'> & Partial<Pick<Flag, 'kind'>>;

function flagSections(): string[] {
  const sections = flagGroups.map((group) => [
    `${group}:`,
    ...flagTable.filter((flag) => flag.group === group).flatMap(flagLines),
  ]);
  return [...sections, ['Help:', ...questions.flatMap(flagLines)]].map((lines) => lines.join('\n'));
}

function flagLines(flag: HelpOfFlag): string[] {
  const short = flag.short ? `-${flag.short}, ` : '    ';
  const spelled = `  ${short}--${flag.name}${spelledValue(flag)}`;
  const text = flag.default ? `${flag.description} (default ${flag.default})` : flag.description;
  const described = wrapWords(text, width - column).map((line) => ' '.repeat(column) + line);
  if (spelled.length + 2 > column) return [spelled, ...described];
  const [first = '', ...rest] = described;
  return [spelled + first.slice(spelled.length), ...rest];
}
