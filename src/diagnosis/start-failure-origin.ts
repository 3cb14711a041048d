import type { Observation } from '../evidence/observation.ts';
import { dockerdNotReached } from '../model/docker-words.ts';
import type { ErrorOrigin } from './error-origin.ts';
import { speakerOf } from './speaker.ts';

/** Whose text it is that kept the debug pod from starting. */
export type StartFailureOrigin = Pick<ErrorOrigin, 'code' | 'pattern' | 'suspects' | 'says'> & {
  /** It was decided about this one request: of an exec it tells only where that has met the same. */
  readonly decides?: true;
};

/**
 * In the order in which they are tried. Only texts that a sick runtime alone can write: most that begin with
 * "OCI runtime create failed" are about the pod that it was asked to run, which is ours.
 */
const origins: readonly StartFailureOrigin[] = [
  {
    code: 'runc-not-found',
    pattern:
      /exec: "?(?:[^" ]*\/)?(?:(?:docker-)?runc|crun|youki|runsc|kata-runtime|sysbox-runc|nvidia-container-runtime(?:\.[a-z]{1,10})?)"?: executable file not found|fork\/exec \S*\/(?:(?:docker-)?runc|crun|youki|runsc|kata-runtime|sysbox-runc|nvidia-container-runtime(?:\.[a-z]{1,10})?): no such file or directory/,
    suspects: ['runc'],
    says: 'says that the program of its runtime is not there',
  },
  {
    code: 'dockerd-not-reached',
    pattern: dockerdNotReached,
    suspects: ['dockerd'],
    says: 'says that dockerd does not answer',
  },
  {
    code: 'docker-plugin-down',
    pattern: /Error response from daemon: plugin [\w./:@-]{1,128} failed with error: /,
    suspects: ['dockerd'],
    says: 'says that an authorization plugin of dockerd does not answer',
  },
  {
    code: 'docker-refuses',
    pattern: /Error response from daemon: authorization denied by plugin [\w./:@-]{1,128}/,
    suspects: ['dockerd'],
    says: 'says that an authorization plugin of dockerd refuses it',
    decides: true,
  },
  {
    code: 'containerd-not-reached',
    pattern: /dial unix[: ][^ ]*containerd\.sock: (connect|timeout)/,
    suspects: ['containerd'],
    says: 'says that containerd does not answer',
  },
  {
    // before dockerd's, which passes it on
    code: 'containerd-out-of-files',
    pattern:
      /failed to start shim: [^\n]*: too many open files|rpc error: (?!.*(?:from daemon|OCI runtime|shim task|dial ))[^\n]*: too many open files/,
    suspects: ['containerd'],
    says: 'says that containerd can open no more files',
  },
  {
    code: 'dockerd-out-of-files',
    pattern: /Error response from daemon: [^\n]*: too many open files/,
    suspects: ['dockerd'],
    says: 'says that dockerd can open no more files',
  },
  {
    // before the shim's: containerd wraps runc's failure as its own to create a shim
    code: 'runc-failed',
    pattern:
      /unable to retrieve OCI runtime error|(?<![\w./-])[\w./-]{1,200} did not terminate successfully|fork\/exec \S*\/(?:docker-)?(?:runc|crun): (?:exec format error|permission denied)/,
    suspects: ['runc'],
    says: 'says that runc ended without a word for a new container too',
  },
  {
    code: 'cgroup-read-only',
    pattern: /(?<![\w.-])\/sys\/fs\/cgroup\/\S{1,800}: read-only file system/,
    suspects: ['runc'],
    says: 'says that runc may not write where the cgroups of the node are',
  },
  {
    // whoever was the first to write there; systemd keeps the units that it is asked for in /run
    code: 'run-full',
    pattern: /\/run\/[^ ]*: no space left on device|error while starting unit .*: No space left on device/,
    suspects: ['containerd'],
    says: 'says that /run of the node is full, where containerd writes for each exec',
  },
  {
    // no single shim or container is at fault for what all of them share
    code: 'disk-full',
    pattern: /\/var\/lib\/[^ ]*: no space left on device/,
    suspects: ['cri', 'dockerd', 'containerd', 'runc'],
    says: 'says that a disk of the node is full, which all its containers share',
  },
  {
    code: 'shim-not-started',
    pattern: /failed to start shim|failed to create shim(?! task)(?!.*OCI runtime)/,
    suspects: ['containerd', 'shim'],
    says: 'says that containerd could start no shim',
  },
];

/**
 * Who says so; null where neither kubelet nor runtime spoke, or the text is nobody's that is known; and where no layer has failed an
 * exec with words of the same kind, if others than the node could have written it, or it was decided about this one request.
 */
export function startFailureOriginOf(observation: Observation): StartFailureOrigin | null {
  const { failure } = observation.debugPod;
  if (failure?.kind !== 'runtime' && failure?.kind !== 'mount') return null;
  const origin = originIn(failure.text);
  if (!failure.mayBeForged && !origin?.decides) return origin;
  return wordsOfLayers(observation).some((text) => originIn(text)?.code === origin?.code) ? origin : null;
}

/** An exec into the target has failed with words of the same kind as the start of the debug pod. */
export function isBorneOut(observation: Observation): boolean {
  const origin = startFailureOriginOf(observation);
  return origin !== null && wordsOfLayers(observation).some((text) => originIn(text)?.code === origin.code);
}

/** What execs into the target have failed with, where no program can have printed it. */
export function wordsOfLayers({ target, probes, passages, crossChecks }: Observation): readonly string[] {
  const certain = [
    ...probes.filter((probe) => probe.subject === 'target' && speakerOf(probe, target.runtime) === 'layers'),
    ...passages,
    // over a WebSocket it is the same way as kubectl's
    ...crossChecks.filter(
      ({ name, outcome }) =>
        name === 'websocket' && speakerOf({ name: 'kubectl', outcome }, target.runtime) === 'layers',
    ),
  ];
  return certain.flatMap(({ outcome }) => (outcome.kind === 'error' ? [outcome.text] : []));
}

/** Which known failure of a layer of the runtime these words are; null where they may be of something else. */
export const startWordsIn = (text: string): string | null => originIn(text)?.code ?? null;

const originIn = (text: string): StartFailureOrigin | null => origins.find(({ pattern }) => pattern.test(text)) ?? null;
