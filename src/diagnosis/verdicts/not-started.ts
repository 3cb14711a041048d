import { type Errno, errnoOfTarget, type Signal, signalOfTarget } from '../../evidence/execve.ts';
import type { Observation } from '../../evidence/observation.ts';
import { isRootNoexec } from '../../knowledge/detectors/container.ts';
import { hasSeccompProfile } from '../../knowledge/detectors/execve.ts';
import { memoryAtLimit } from '../../knowledge/detectors/limits.ts';
import type { Location } from '../locate.ts';
import { type Core, inconclusive } from './rule.ts';

/** Why the kernel does not start a program, and what any other of the container would meet; null: that is not known. */
interface Why {
  readonly means: string;
  readonly others: string | null;
}

const otherPrograms = 'Whether other programs run, was not tried.';

const whys: Readonly<Record<Errno, Why>> = {
  'argument list too long': {
    means: 'its environment and arguments together are larger than the kernel takes',
    others: 'Any other program has the same environment.',
  },
  'resource temporarily unavailable': {
    means:
      'the user of the container has reached its limit of processes, which the kernel counts over all containers of the node',
    others: 'Any other program would meet the same.',
  },
  'cannot allocate memory': { means: 'there is no memory for it', others: 'Any other program would meet the same.' },
  'text file busy': { means: 'somebody has its file open for writing', others: null },
  'input/output error': { means: 'its file cannot be read from the disk', others: null },
  'exec format error': {
    means: 'its file is no program for this machine, or a script without its first line',
    others: null,
  },
  'operation not permitted': { means: 'something of the node or of its file forbids it', others: null },
  'permission denied': { means: 'its file may not be executed, or not by that user', others: null },
  'no such file or directory': {
    means: 'what its file needs to start, a loader or an interpreter, is not there',
    others: null,
  },
  'accessing a corrupted shared library': { means: 'its loader is damaged', others: null },
  'too many levels of symbolic links': { means: 'its name is a link that leads nowhere', others: null },
};

/**
 * Every layer has passed the request on, and execve says why it starts no program. Null where anything else was said, or where
 * the mount table tells more.
 */
export function notStarted(observation: Observation, { scope }: Location): Core | null {
  const errno = errnoOfTarget(observation.probes);
  if (errno === null || (errno === 'permission denied' && isRootNoexec(observation))) return null;
  const { means, others } = whys[errno];
  const { container } = observation.target;
  const summary = `Exec reaches container ${container}, and /bin/echo was never started there: execve says "${errno}", ${means}.`;
  const because = [
    'Every way into the container ends with these words and nothing else: no layer above has kept the request.',
    'A program could print them, too, but of its own container only.',
  ];
  if (others === null) return inconclusive(['container'], `${summary} ${otherPrograms}`, because);
  return ofContainer(`${summary} ${others}`, because, scope);
}

/** It was started and ended by a signal, before it said a word. Null where it was not, or the control's is, too. */
export function killed(observation: Observation, { scope }: Location): Core | null {
  const target = signalOfTarget(observation.probes);
  if (!target) return null;
  const { container } = observation.target;
  const because = ['By every way into the container it ends so, and prints nothing.', ...byWhom(target, observation)];
  const ended = `Exec reaches container ${container}, and /bin/echo is ended there by ${target} before it says a word`;
  switch (target) {
    case 'SIGKILL':
      return ofContainer(`${ended}: something kills what is started in it.`, because, scope);
    case 'SIGSYS':
      return ofContainer(
        `${ended}: ${hasSeccompProfile(observation) ? 'its seccomp profile kills it for a system call' : 'something ends what is started in it'}.`,
        because,
        scope,
      );
    default:
      return inconclusive(['container'], `${ended}: it crashes. ${otherPrograms}`, because);
  }
}

function byWhom(signal: Signal, observation: Observation): readonly string[] {
  if (signal !== 'SIGKILL') return [];
  const atLimit = memoryAtLimit(observation).map(({ summary }) => summary);
  return atLimit.length > 0
    ? atLimit
    : ['Who sent it is not known: the OOM killer of the node, an agent that watches what is executed, or a person.'];
}

const ofContainer = (summary: string, because: readonly string[], scope: Core['scope']): Core => ({
  status: 'fault',
  layer: 'container',
  candidates: ['container'],
  // the control is spared, whatever else the node or the kubelet has
  scope: scope === 'pod' || scope === 'several-containers' ? scope : 'container',
  confidence: 'medium',
  confidenceReason: 'no other program of the image was started',
  summary,
  because,
});
