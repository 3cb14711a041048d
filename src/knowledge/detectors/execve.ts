import { type Errno, errnoOfTarget, type Signal, signalOfTarget } from '../../evidence/execve.ts';
import type { Observation } from '../../evidence/observation.ts';
import type { Detection } from '../entry.ts';

/** By every way into the container execve says that of /bin/echo. */
export const neverStarted =
  (errno: Errno) =>
  ({ probes }: Observation): readonly Detection[] =>
    errnoOfTarget(probes) === errno
      ? [
          {
            summary: `Every layer has passed the request on, and execve does not start the program: ${errno}.`,
            evidence: [`execve of /bin/echo: ${errno}`],
          },
        ]
      : [];

/** By every way into the container the program is ended by that signal, before it says a word; the control's is not. */
export const endedBy =
  (...signals: readonly Signal[]) =>
  ({ probes }: Observation): readonly Detection[] => {
    const signal = signalOfTarget(probes);
    if (signal === null || !signals.includes(signal)) return [];
    return [
      {
        summary: `What is started in the container is ended by ${signal} before it says a word.`,
        evidence: [`/bin/echo: ${signal}`],
      },
    ];
  };

/** SIGSYS without a profile is somebody's, as any signal may be. */
export const hasSeccompProfile = ({ evidence }: Pick<Observation, 'evidence'>): boolean =>
  evidence?.facts['target.seccomp'] !== '0';

export const killedBySeccomp = (observation: Observation): readonly Detection[] =>
  hasSeccompProfile(observation) ? endedBy('SIGSYS')(observation) : [];
