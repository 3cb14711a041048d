import type { Ends } from './remedies.ts';
import { bundles, inBundle } from './runtime.ts';
import { kubectl, onNode } from './the-lab.ts';

/** The first process of a container, as it is known for certain: a PID may be given again, not with the same start. */
interface FirstProcess {
  readonly id: string;
  /** pause has one as well, of which the API server knows nothing. */
  readonly podUID: string;
  readonly pid: string;
  readonly start: string;
}

// ID PID START CGROUP of those that live; a zombie does not
const list = `cd "$0" && for id in *; do
  pid=$(cat $id/${inBundle.pid} 2>/dev/null) && read -r stat 2>/dev/null </proc/$pid/stat || continue
  set -- \${stat##*)}; [ "$1" != Z ] || continue
  # a bundle that a fault has moved is still its container's
  echo "\${id%.away} $pid \${20} $(sed 's/.*"cgroupsPath":"\\([^"]*\\)".*/\\1/' $id/${inBundle.spec})"
done`;

/** Those of all pods but our own. */
export async function firstProcesses(): Promise<readonly FirstProcess[]> {
  const uids = (
    await kubectl([
      ...['get', 'pods', '-A', '-l', 'app.kubernetes.io/managed-by!=kubectl-exec-doctor'],
      ...['-o', 'jsonpath={range .items[*]}{.metadata.uid}{"\\n"}{end}'],
    ])
  ).split('\n');
  const lines = (await onNode(['sh', '-c', list, bundles])).split('\n');
  return lines.flatMap((line) => {
    const [id = '', pid = '', start = '', cgroup = ''] = line.split(' ');
    // systemd spells a hyphen in a name as an underscore
    const podUID = uids.find((uid) => uid !== '' && cgroup.replaceAll('_', '-').includes(uid));
    return podUID ? [{ id, podUID, pid, start }] : [];
  });
}

/** Compares with what was before: what has ended, seen from the target of a diagnosis. */
export async function endedSince(
  before: readonly FirstProcess[],
  target: { readonly containerID: string; readonly podUID: string },
): Promise<Ends> {
  const now = new Set((await firstProcesses()).map(spell));
  const ended = before.filter((process) => !now.has(spell(process)));
  if (ended.length === 0) return 'no container';
  if (ended.some(({ podUID }) => podUID !== target.podUID)) return 'containers of other pods';
  return ended.every(({ id }) => id === target.containerID) ? 'this container' : 'the containers of the pod';
}

const spell = ({ id, pid, start }: FirstProcess) => `${id} ${pid} ${start}`;
