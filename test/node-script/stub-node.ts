import { existsSync, readFileSync } from 'node:fs';
import { NodeTree } from './node-tree.ts';
import { controlID, secondID, targetID } from './run-script.ts';

type Client = 'nsenter' | 'runc' | 'ctr' | 'docker' | 'crictl';
type Who = 'target' | 'control' | 'second';

/** What a client does, as shell text; $last is the last of its arguments. */
export const answers = {
  hang: 'exec sleep 1000',
  /** As the docker CLI does while it waits for the start of an exec. */
  hangIgnoringTerm: "trap '' TERM INT HUP; while :; do sleep 1; done",
  hangWithChildren: 'sleep 1001 & sleep 1002 & wait',
  fail: 'echo "it is broken" >&2; exit 1',
  failOnce: 'if first; then echo "not now" >&2; exit 1; else ok; fi',
  loseOutputOnce: 'first || ok',
  loseOutput: 'exit 0',
  flood: 'head -c 100000000 /dev/zero; head -c 1000000 /dev/zero >&2; exit 3',
  withoutEcho: `case $last in *-cannot-exist) ok ;; *) echo 'exec: "/bin/echo": stat /bin/echo: no such file or directory' >&2; exit 126 ;; esac`,
  refusesEcho: `case $last in *-cannot-exist) ok ;; *) echo 'exec failed: eaccess /bin/echo: permission denied' >&2; exit 126 ;; esac`,
  /** A program in the place of /bin/echo that fails, or does not end; the client itself does its part. */
  failsEcho: `case $last in *-cannot-exist) ok ;; *) echo 'Error response from daemon: too many open files' >&2; exit 126 ;; esac`,
  hangsEcho: 'case $last in *-cannot-exist) ok ;; *) exec sleep 1000 ;; esac',
  /** One that has made what it was told of. */
  makesPath: 'case $last in *"$ED_ECHO_WORD"*) echo "made it" >&2; exit 1 ;; *-cannot-exist) ok ;; esac',
  withoutFifoDir:
    'case "$*" in *--fifo-dir*) echo "Incorrect Usage: flag provided but not defined: -fifo-dir" >&2; exit 1 ;; *) ok ;; esac',
  /** Ends well, and leaves a child that holds its output open. */
  leaveChild: 'sleep 1003 & ok',
  slow: 'sleep 1.5; ok',
} as const;

export interface ClientCall {
  readonly at: number;
  readonly event: 'start' | 'end';
  readonly layer: string;
  readonly who: string;
  readonly kind: string;
}

/** A node with a target, a control and an older container, whose clients do what the test says. */
export class StubNode extends NodeTree {
  constructor(family: 'docker' | 'cri-o' = 'docker') {
    super();
    for (const name of ['nsenter', 'runc', 'ctr', 'docker', 'crictl']) {
      this.program(`root/usr/bin/${name}`, 'client.sh');
    }
    // what is asked for evidence, without a word to say unless a test gives it one
    for (const name of ['ss', 'df', 'tail', 'journalctl']) this.program(`root/usr/bin/${name}`, 'tool.sh');
    this.file('stubs/log', '');
    const container = (id: string, pid: number) =>
      family === 'docker' ? this.#ofDocker(id, pid) : this.#ofCrio(id, pid);
    container(targetID, 100);
    container(controlID, 200);
    container(secondID, 300);
  }

  /** @param text one of `answers`, or shell text */
  does(name: Client, who: Who, text: string): this {
    return this.file(`stubs/${name}.${who}`, text);
  }

  /** A tool of the node that prints a text: none unless a test says so. */
  prints(tool: 'ss' | 'df' | 'tail' | 'journalctl', text: string): this {
    return this.file(`stubs/${tool}.prints`, `${text}\n`);
  }

  all(who: Who, names: readonly Client[], text: string): this {
    for (const name of names) this.does(name, who, text);
    return this;
  }

  get calls(): readonly ClientCall[] {
    if (!existsSync(this.path('stubs/log'))) return [];
    const lines = readFileSync(this.path('stubs/log'), 'utf8').split('\n').filter(Boolean);
    return lines.map((line) => {
      const [at, event, layer = '', who = '', kind = ''] = line.split(' ');
      return { at: Number(at), event: event === 'end' ? 'end' : 'start', layer, who, kind };
    });
  }

  /** The starts of probes and commands, as `LAYER WHO`. */
  started(kind = 'probe'): readonly string[] {
    return this.calls
      .filter((call) => call.event === 'start' && call.kind === kind)
      .map(({ layer, who }) => `${layer} ${who}`);
  }

  #ofDocker(id: string, pid: number): void {
    const address = '/var/run/docker/containerd/containerd.sock';
    const shim = '/usr/bin/containerd-shim-runc-v2';
    const bundle = `run/docker/containerd/daemon/io.containerd.runtime.v2.task/moby/${id}`;
    this.process({
      pid: pid - 10,
      comm: 'containerd-shim',
      exe: shim,
      arguments: [shim, '-namespace', 'moby', '-address', address],
    });
    this.process({ pid, comm: 'app', ppid: pid - 10, cgroup: `11:memory:/kubepods/${id}\n5:freezer:/kubepods/${id}` });
    this.file(`${bundle}/init.pid`, String(pid));
    this.file(`${bundle}/options.json`, '{"binary_name":"runc","root":"/var/run/docker/runtime-runc"}');
    this.file(`run/docker/runtime-runc/moby/${id}/state.json`, '{}');
    this.#cgroups(`kubepods/${id}`);
  }

  /** As CRI-O 1.37 leaves it with the systemd cgroup manager. */
  #ofCrio(id: string, pid: number): void {
    const bundle = `containers/storage/overlay-containers/${id}/userdata`;
    const slice = 'kubepods.slice/kubepods-besteffort.slice/kubepods-besteffort-pod5096ac2b.slice';
    this.process({
      pid: pid - 10,
      comm: 'conmon',
      exe: '/usr/bin/conmon',
      cgroup: `0::/${slice}/crio-conmon-${id}.scope`,
      arguments: [
        ...['/usr/bin/conmon', '-b', `/run/${bundle}`, '-c', id, '--exit-dir', '/var/run/crio/exits'],
        ...['-n', 'k8s_nginx_nginx1_default', '-p', `/run/${bundle}/pidfile`, '-r', '/usr/bin/runc'],
        ...['--runtime-arg', '--root=/run/runc', '--socket-dir-path', '/var/run/crio', '-u', id, '-s'],
      ],
    });
    const path = `${slice}/crio-${id}.scope`;
    this.process({ pid, comm: 'app', ppid: pid - 10, cgroup: `11:memory:/${path}\n5:freezer:/${path}` });
    this.file(`run/${bundle}/pidfile`, String(pid)).file(`run/runc/${id}/state.json`, '{}');
    this.#cgroups(path);
  }

  #cgroups(path: string): void {
    this.cgroup(`freezer/${path}`, { 'freezer.state': 'THAWED', 'freezer.self_freezing': '0' });
    this.cgroup(`memory/${path}`, {
      'memory.limit_in_bytes': '9223372036854771712',
      'memory.usage_in_bytes': '1000000',
    });
  }
}
