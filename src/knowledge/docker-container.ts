import { pausedByDocker } from './detectors/container.ts';
import { dockerUpProcessGone } from './detectors/disagreements.ts';
import type { Entry } from './entry.ts';
import { deletePod, fromOutside, restartDockerd } from './steps.ts';

/** What dockerd says of one container, or has wrong about it. */
export const dockerContainerEntries = [
  {
    code: 'container-paused',
    title: 'the container is paused',
    layers: ['container'],
    scope: 'container',
    met: 'sometimes',
    texts: [
      {
        pattern: /is paused, unpause the container before exec/,
        example: 'Error response from daemon: Container X is paused, unpause the container before exec',
      },
      {
        pattern: /cannot exec in a paused state/,
        example: 'cannot exec in a paused state: unknown',
      },
    ],
    facts: pausedByDocker,
    meaning:
      'Somebody ran docker pause or ctr tasks pause, mostly a backup or checkpoint tool, and the container stands still. Nothing is broken. A pause that failed half-way leaves dockerd and the kernel of two minds.',
    confirm: [
      { run: ({ id }) => `docker inspect -f {{.State.Paused}} ${id}`, on: 'node' },
      {
        run: 'cat /sys/fs/cgroup/CGROUP/cgroup.freeze',
        on: 'node',
        note: 'with cgroup v1 /sys/fs/cgroup/freezer/CGROUP/freezer.state',
      },
    ],
    fix: [
      {
        run: ({ id }) => `docker unpause ${id}`,
        on: 'node',
        given: 'after asking who paused it',
        note: 'lets it go on; ends nothing',
        action: 'unpause',
        verified: ['docker 20.10'],
      },
      {
        run: 'kubectl exec-doctor explain container-frozen',
        note: 'where dockerd says that it is not paused, and with containerd',
      },
    ],
    sources: ['moby/moby#9672', 'moby/moby#9356', 'moby/moby#19722', 'docker/docker-py#3300'],
  },
  {
    code: 'exec-instance-lost',
    title: 'dockerd has forgotten this exec',
    layers: ['dockerd'],
    scope: 'container',
    met: 'sometimes',
    texts: [
      {
        pattern: /No such exec instance/,
        example: 'Error response from daemon: No such exec instance: a76189d7',
      },
    ],
    meaning:
      'It mostly comes at the end of a long command that has done its work: dockerd was restarted meanwhile, the container ended between creating and starting the exec, or dockerd tidied up too early. A new exec works.',
    confirm: [
      { run: ({ id }) => `docker exec ${id} true`, on: 'node', note: 'works' },
      { run: 'systemctl show docker -p ActiveEnterTimestamp', on: 'node', note: 'started after the exec began?' },
    ],
    fix: [
      { read: 'Judge the command by what it did, and try again: ends nothing.', action: 'harmless' },
      'Run long commands detached, with a log.',
    ],
    sources: ['docker/docs#12790', 'moby/moby#18054'],
  },
  {
    code: 'docker-up-process-gone',
    title: 'docker says that the container is up, and its process is gone',
    layers: ['dockerd', 'containerd'],
    scope: 'container',
    met: 'sometimes',
    texts: [
      {
        pattern: /containerd: (?:container not found|process not found for container)/,
        example: 'rpc error: code = 2 desc = containerd: container not found',
      },
      {
        pattern: /cannot exec a container that has (?:run and )?stopped/,
        example:
          'rpc error: code = 13 desc = invalid header field value "oci runtime error: exec failed: cannot exec a container that has run and stopped\\n"',
      },
    ],
    facts: dockerUpProcessGone,
    meaning:
      'dockerd missed the end of the container, after an OOM kill or a restart of dockerd or containerd, and still shows it as Up. There is nothing to exec into.',
    confirm: [
      {
        run: ({ id }) => `docker inspect -f {{.State.Pid}} ${id}`,
        on: 'node',
        note: 'then ls /proc/PID: not there, or another program by now',
      },
      { run: 'dmesg -T | grep -i "killed process"', on: 'node', note: 'was it killed for memory' },
    ],
    fix: [{ ...deletePod, verified: ['docker 20.10'] }, restartDockerd],
    versions: 'Mostly docker before 18.09, with a containerd of its own.',
    sources: [
      'moby/moby#33192',
      'moby/moby#37009',
      'moby/moby#29794',
      'docker/cli#140',
      'docker/for-linux#555',
      'moby/moby#22909',
    ],
  },
  {
    code: 'shim-renamed-by-upgrade',
    title: 'docker was upgraded in place, and no longer finds the shims of older containers',
    layers: ['dockerd', 'containerd', 'shim'],
    scope: 'several-containers',
    met: 'rarely',
    texts: [],
    meaning:
      'Shim and runtime have other names since (docker-containerd-shim, docker-runc). Containers from before show as Exited and can be neither entered nor stopped, while their processes run and hold their ports. New containers are well.',
    confirm: [
      { run: ({ shim }) => `readlink /proc/${shim}/exe`, on: 'node', note: 'the old name, or (deleted)' },
      {
        run: ({ id }) => `docker inspect -f {{.State.StartedAt}} ${id}`,
        on: 'node',
        note: 'before the package was upgraded',
      },
    ],
    fix: [
      fromOutside,
      'Recreate the containers from before the upgrade: ends each of them. Drain nodes before upgrades.',
    ],
    versions: 'Docker 18.06 to 18.09 above all, where the names changed.',
    sources: ['moby/moby#39432', 'docker/for-linux#486', 'moby/moby#23821'],
  },
] as const satisfies readonly Entry[];
