import { readdirSync, readFileSync } from 'node:fs';
import { mark, type ReportDocument } from './plugin.ts';
import { bundles, containersCalled, processesIn } from './runtime.ts';
import { containerID, eventually, family, kubectl, onNode, patience } from './the-lab.ts';

/** Our words on the node; spelled so that this search does not find itself. The last one is what probes echo. */
const ourWords = 'exec-[d]octor-[0-9a-f]{8}|ED_ECHO_WOR[D]=|node hal[f] of exec-doctor|^[0-9a-f]{24}$';

const processScript = `
for file in $(grep -szaEl -- "$0" /proc/[0-9]*/cmdline); do
  pid=\${file#/proc/} pid=\${pid%/cmdline}
  echo "process $pid $(cat /proc/$pid/comm 2>/dev/null): $(tr '\\0' ' ' <"$file" 2>/dev/null | tr '\\n' ' ' | cut -c1-150)"
done`;

const lines = (text: string) => text.split('\n').filter(Boolean);

/** Our pods, in every namespace. */
export const ourPods = async () =>
  lines(await kubectl(['get', 'pods', '-A', '-l', 'app.kubernetes.io/managed-by=kubectl-exec-doctor', '-o', 'name']));

/** After a test that wants one to stay. */
export const removeOurPods = () =>
  kubectl(['delete', 'pods', '-A', '-l', 'app.kubernetes.io/managed-by=kubectl-exec-doctor', '--ignore-not-found']);

/** Processes of the node that carry our words. */
export const ourProcesses = async () => lines(await onNode(['sh', '-c', processScript, ourWords]));

/** What the plugin has started on this machine and left running: all of it carries our mark. */
export function ourChildren(): readonly string[] {
  return readdirSync('/proc').filter((pid) => {
    if (!/^\d+$/.test(pid) || pid === String(process.pid)) return false;
    try {
      return readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0').includes(mark);
    } catch {
      return false; // it has ended
    }
  });
}

/** Exec ids that the runtime keeps of us, of any container. */
export const ourExecIDs = async () =>
  lines(await onNode(['find', bundles, '-maxdepth', '2', '-name', '*exec-doctor-*']));

/** What docker and containerd themselves say is executing in a container. */
async function execsIn(pod: string, container: string): Promise<readonly string[]> {
  const tasks = (await processesIn(pod, container)).filter((line) => /exec_?id|exec-doctor/i.test(line));
  if (family !== 'docker') return tasks;
  const id = await containerID(pod, container);
  const ids = await onNode(['docker', 'inspect', '-f', '{{join .ExecIDs "\\n"}}', id]);
  return [...tasks, ...lines(ids).map((exec) => `docker exec ${exec}`)];
}

/** Named pipes of running execs, and files of our own, in the places that the node has for such; and how its cgroup2 is mounted. */
export const files = async () =>
  lines(
    await onNode([
      'sh',
      '-c',
      // Those of containers are not ours, nor those of what the lab itself has executed. A container that was started
      // anew during the test has new ones: of its first process, so docker 26 names them by the container, as their
      // folder (docker 20 init-std*, which is excluded by its name). Those of an exec are named by the exec's own id. CRI-O
      // has pipes of conmon in the folder of each container, and of each pod that the kubelet has not collected yet.
      'find /run /dev/shm -xdev -regextype posix-extended \\( -type p -o -name "*exec-doctor-*" \\) ! -name "probe-*" ! -name "lab-*" ! -name "init-std*" ! -regex ".*/([0-9a-f]{64})/\\1-std(in|out|err)" ! -name log ! -path "*/io.containerd.grpc.v1.cri/containers/*" ! -path "*/overlay-containers/*/userdata/*" 2>/dev/null; find /tmp -xdev -maxdepth 2 -regextype posix-extended -regex ".*/[.]?exec-doctor-[0-9a-f]{8}.*" 2>/dev/null; grep " - cgroup2 " /proc/1/mountinfo; :',
    ]),
  );

/** Pipes of our execs that a shim holds open. It forgets to close its standard input's, which Go does every two minutes. */
const heldOpen = async () =>
  lines(
    await onNode(['sh', '-c', `find /proc/[0-9]*/fd -lname '*/exec-doctor-${'[0-9a-f]'.repeat(8)}-*' 2>/dev/null; :`]),
  );

/** Of a kubelet: it looks for containers of deleted pods once a minute, and for their folders after that. */
export const garbageCollectionMs = 180_000;

/** Containers and folders of our pods, and what is held open; garbage collections take all of it away, once in a while. */
export async function collectable(): Promise<readonly string[]> {
  const known = lines(
    await kubectl(['get', 'pods', '-A', '-o', 'jsonpath={range .items[*]}{.metadata.uid}{"\\n"}{end}']),
  );
  const folders = lines(await onNode(['ls', '/var/lib/kubelet/pods'])).filter((uid) => !known.includes(uid));
  return [
    ...(await containersCalled('exec-doctor')).map((name) => `container ${name}`),
    ...folders.map((uid) => `/var/lib/kubelet/pods/${uid}`),
    ...(await heldOpen()),
  ];
}

/** Throws unless nothing of ours is left on a node that is well. */
export async function expectNoTrace(pod: string, container: string, filesBefore: readonly string[]): Promise<void> {
  const pods = await ourPods();
  const children = ourChildren();
  if (pods.length + children.length > 0) throw new Error(`left behind: ${[...pods, ...children].join(', ')}`);
  await eventually(10_000 * patience, async () => [
    ...(await ourProcesses()),
    ...(await ourExecIDs()),
    ...(await execsIn(pod, container)),
    ...(await files()).filter((file) => !filesBefore.includes(file)),
  ]);
}

/** Exec ids of ours which a hung layer keeps and which the report does not name. */
export async function unnamed(report: ReportDocument): Promise<readonly string[]> {
  const named = report.leftBehind.map(({ what }) => what).join('\n');
  const ids = (await ourExecIDs()).map((file) => (file.split('/').at(-1) ?? '').replace(/^\.|\.pid$/g, ''));
  return ids.filter((id) => !named.includes(id));
}
