import type { RuntimeFamilyName } from '../model/runtime-family.ts';
import type { Code } from './catalogue.ts';
import type { Signature } from './signature.ts';

/** The kinds of node that the fault suite has. */
export type ProvingNode = 'docker 20.10' | 'containerd 1.6' | 'containerd 1.7';

/** Whose processes a remedy ends. */
export type Ends = 'no container' | 'this container' | 'the containers of the pod' | 'containers of other pods';

/** That the fault suite has run a step, word by word as a report proposed it, and exec worked again. */
interface Proof {
  readonly cause: Code;
  /** The command, as the catalogue has it and as a report does. */
  readonly command: RegExp;
  readonly ends: Ends;
  readonly on: readonly [ProvingNode, ...ProvingNode[]];
}

const goOn = /^kill -CONT /;
const thaw = /^echo (?:THAWED|0) ?> ?\S+\/(?:freezer\.state|cgroup\.freeze)$/;
const resumeOrThaw = /^\S*ctr .*tasks resume \S+ \|\| echo /;
const deletePod = { command: /^kubectl delete pod /, ends: 'the containers of the pod' } as const;
const ends = 'no container';
const docker = ['docker 20.10'] as const;
const containerd16 = ['containerd 1.6'] as const;
const containerd17 = ['containerd 1.7'] as const;
const containerd = [...containerd16, ...containerd17] as const;
const cgroupV1 = [...docker, ...containerd16] as const;
const all = [...docker, ...containerd] as const;
const kill = { command: /kill -KILL /, ends: 'this container' } as const;

/** test/recordings/remedies.json is what they rest on; a unit test holds them to it. */
export const proofs: readonly Proof[] = [
  { cause: 'kubelet-not-reporting', command: /^systemctl restart kubelet$/, ends, on: containerd17 },
  { cause: 'docker-up-process-gone', ...deletePod, on: docker },
  { cause: 'container-paused', command: /^docker unpause /, ends, on: docker },
  { cause: 'containerd-down', command: /^systemctl start containerd$/, ends, on: containerd17 },
  { cause: 'containerd-out-of-fds', command: /^prlimit /, ends, on: containerd17 },
  { cause: 'run-full', command: /^mount -o remount,size=50% \/run$/, ends, on: cgroupV1 },
  { cause: 'run-inodes-exhausted', command: /^mount -o remount,nr_inodes=1M \/run$/, ends, on: all },
  { cause: 'tmp-unusable', command: /^mount -i -n -N \S+ -o remount,rw \/tmp$/, ends, on: docker },
  { cause: 'tmp-unusable', command: /^mount -i -n -N \S+ -o remount,size=75% \/tmp$/, ends, on: docker },
  { cause: 'shim-stopped', command: goOn, ends, on: all },
  { cause: 'shim-out-of-fds', command: /^prlimit /, ends, on: containerd17 },
  { cause: 'shim-out-of-fds', ...deletePod, on: docker },
  { cause: 'runc-state-damaged', ...kill, on: all },
  { cause: 'runc-state-damaged', ...deletePod, on: docker },
  { cause: 'runc-state-missing', ...kill, on: all },
  { cause: 'runc-state-missing', ...deletePod, on: docker },
  { cause: 'cgroup-missing', ...deletePod, on: cgroupV1 },
  { cause: 'workdir-missing', command: /^runc .* mkdir -p /, ends, on: docker },
  { cause: 'workdir-missing', ...deletePod, on: all },
  { cause: 'proc-not-visible', command: /^umount .* \/proc$/, ends, on: docker },
  { cause: 'dev-null-missing', ...deletePod, on: docker },
  { cause: 'root-noexec', ...deletePod, on: all },
  { cause: 'bundle-missing', ...deletePod, on: docker },
  { cause: 'bundle-missing', ...kill, on: containerd },
  { cause: 'pids-exhausted', ...deletePod, on: containerd17 },
  { cause: 'container-frozen', command: thaw, ends, on: docker },
  { cause: 'container-frozen', command: resumeOrThaw, ends, on: containerd },
  { cause: 'parent-frozen', command: thaw, ends, on: all },
];

/** A step with what is proven of it, as the last sentence of its remark: of all nodes, or of those with that runtime. */
export function withProof(cause: string, step: string, runtime?: RuntimeFamilyName): string {
  const [command = ''] = step.split('   # ');
  const proof = proofs.find((entry) => entry.cause === cause && entry.command.test(command));
  const on = proof?.on.filter((node) => !runtime || node.startsWith(`${runtime} `)) ?? [];
  if (!proof || on.length === 0) return step;
  return `${step}. Proven with ${and.format(on)}: heals; ends ${proof.ends}`;
}

/** What to do about a known failure, with what is proven of it. */
export const fixOf = ({ code, fix }: Signature): readonly string[] => fix.map((step) => withProof(code, step));

const and = new Intl.ListFormat('en', { type: 'conjunction' });
