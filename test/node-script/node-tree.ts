import { cpSync, existsSync, linkSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll } from 'vitest';

/** A process as /proc tells of it. */
export interface NodeProcess {
  readonly pid: number;
  readonly comm: string;
  readonly ppid?: number;
  readonly state?: string;
  /** Clock ticks after the node's start. */
  readonly start?: number;
  readonly exe?: string;
  readonly arguments?: readonly string[];
  /** Lines of /proc/PID/cgroup. */
  readonly cgroup?: string;
  readonly children?: readonly number[];
  readonly mountNamespace?: string;
  readonly userNamespace?: string;
  /** Its user, as a number. */
  readonly user?: number;
}

/**
 * The programs of all trees, written before anything is started: one that is only now written could not be run while a child that is
 * being forked still holds it open.
 */
const programs = mkdtempSync(join(tmpdir(), 'node-programs-'));
cpSync(fileURLToPath(new URL('stubs', import.meta.url)), programs, { recursive: true });
for (const program of ['/bin/false', '/usr/bin/script']) cpSync(program, join(programs, basename(program)));
afterAll(() => rmSync(programs, { recursive: true, force: true }));

/** A node that exists as a folder only: what the script would see of another kind of node. */
export class NodeTree implements Disposable {
  readonly folder = mkdtempSync(join(tmpdir(), 'node-tree-'));

  constructor() {
    for (const name of ['proc/net', 'sys/fs/cgroup', 'run', 'root', 'work']) this.#folder(name);
    this.link('root/var/run', '/run');
    this.program('enter', 'enter.sh');
    this.process({ pid: 1, comm: 'systemd', cgroup: '0::/init.scope' });
  }

  path = (name: string): string => join(this.folder, name);

  /** @param name below the tree: proc/…, sys/…, run/…, or root/… for all else */
  file(name: string, text: string): this {
    mkdirSync(dirname(this.path(name)), { recursive: true });
    writeFileSync(this.path(name), text);
    return this;
  }

  /** One of the programs in stubs/, or another of this machine. */
  program(name: string, stub: string): this {
    this.#folder(dirname(name));
    linkSync(join(programs, basename(stub)), this.path(name));
    return this;
  }

  /** Files of a cgroup's directory, below sys/fs/cgroup. */
  cgroup(directory: string, files: Readonly<Record<string, string>>): this {
    this.#folder(`sys/fs/cgroup/${directory}`);
    for (const [name, text] of Object.entries(files)) this.file(`sys/fs/cgroup/${directory}/${name}`, `${text}\n`);
    return this;
  }

  process(process: NodeProcess): this {
    const { pid, comm, ppid = 1, state = 'S', start = 1000 } = process;
    const folder = `proc/${pid}`;
    const between = '0 '.repeat(17);
    this.file(`${folder}/stat`, `${pid} (${comm}) ${state} ${ppid} ${between}${start} 0 0\n`);
    this.file(`${folder}/comm`, `${comm}\n`);
    this.file(`${folder}/cgroup`, `${process.cgroup ?? '0::/'}\n`);
    this.file(`${folder}/task/${pid}/children`, `${(process.children ?? []).join(' ')} `);
    this.file(`${folder}/cmdline`, (process.arguments ?? [comm]).map((word) => `${word}\0`).join(''));
    const user = process.user ?? 0;
    this.file(
      `${folder}/status`,
      `Name:\t${comm}\nUid:\t${user}\t${user}\t${user}\t${user}\nCapEff:\t000001ffffffffff\n`,
    );
    const exe = process.exe ?? `/usr/bin/${comm}`;
    if (!existsSync(this.path(`root${exe}`))) this.file(`root${exe}`, '');
    this.link(`${folder}/exe`, this.path(`root${exe}`));
    this.link(`${folder}/ns/mnt`, process.mountNamespace ?? 'mnt:[4026531840]');
    this.link(`${folder}/ns/user`, process.userNamespace ?? 'user:[4026531837]');
    return this;
  }

  remove(name: string): this {
    rmSync(this.path(name), { recursive: true });
    return this;
  }

  [Symbol.dispose](): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  #folder(name: string): void {
    mkdirSync(this.path(name), { recursive: true });
  }

  link(name: string, to: string): this {
    this.#folder(dirname(name));
    rmSync(this.path(name), { force: true });
    symlinkSync(to, this.path(name));
    return this;
  }
}
