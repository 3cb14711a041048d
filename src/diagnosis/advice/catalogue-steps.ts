import type { Observation } from '../../evidence/observation.ts';
import { hangingRuntime, oldRuntimes, runtimesFromBefore, startedByShim } from '../../evidence/stuck-processes.ts';
import { type CommandNames, unknownNames } from '../../knowledge/command-names.ts';
import { apiServerUser } from '../../knowledge/detectors/kubelet-connection.ts';
import { limitOfPids } from '../../knowledge/detectors/limits.ts';
import type { Entry } from '../../knowledge/entry.ts';
import { isFor, onThose, toStep } from '../../knowledge/entry-steps.ts';
import { nameOr } from '../../model/name-grammar.ts';
import type { Step } from '../../model/step.ts';
import { cgroupFile } from './cgroup-file.ts';
import { partsOf, partsToChange } from './command-parts.ts';

/** What this entry says how to confirm it, with what this run knows. */
export const confirmSteps = ({ confirm }: Entry, observation: Observation): readonly Step[] => {
  const names = namesKnown(observation, 'look');
  return confirm.filter((look) => isFor(observation.target.runtime, look)).map((look) => toStep(look, names));
};

/** What this entry says what to do; what a file says is not put in. */
export const fixSteps = ({ fix }: Entry, observation: Observation): readonly Step[] => {
  const { runtime } = observation.target;
  const names = namesKnown(observation, 'mend');
  return (
    fix
      .filter((one) => isFor(runtime, one) && !endsOwnRuntime(one, observation))
      .map((one) => {
        const step = toStep(one, names);
        const isIt = typeof one === 'object' && 'when' in one ? one.when?.(observation) : undefined;
        const applies = isIt === false ? 'no' : isIt === 'perhaps' ? isIt : step.applies;
        return withOwnersOfPids({ ...step, applies, verified: onThose(step.verified, runtime) }, names);
      })
      // what repairs has its condition beside it
      .filter(({ command, action, applies }) => applies !== 'no' || (command !== null && action !== null))
  );
};

/** Whose the number is that a command ends or changes. */
function withOwnersOfPids(step: Step, { pid, shim }: CommandNames): Step {
  const { command, note } = step;
  if (command === null || step.action === null) return step;
  const owners = [
    { number: pid, words: "the container's first process" },
    { number: shim, words: "the container's shim" },
  ];
  const said = owners.filter(
    ({ number, words }) =>
      Number.isInteger(Number(number)) &&
      new RegExp(`(?:kill (?:-\\w+ )?|-[tN] |--pid )${number}(?!\\d)`).test(command) &&
      !note.includes(words),
  );
  return said.length === 0
    ? step
    : { ...step, note: [note, ...said.map(({ number, words }) => `${number} is ${words}`)].filter(Boolean).join('; ') };
}

/** The runtime that is waited for is of this very run: to end it ends no more than a probe, and the next one is held up as it was. */
const endsOwnRuntime = (one: Entry['fix'][number], { evidence }: Observation): boolean =>
  typeof one === 'object' &&
  one.action === 'kill-runtime' &&
  startedByShim(evidence).length > 0 &&
  runtimesFromBefore(evidence).length === 0;

/** What this run knows in place of the words in capitals; what it does not know, or what can be no such thing, stays so. */
function namesKnown(observation: Observation, does: 'look' | 'mend'): CommandNames {
  const { evidence, fromFile } = observation;
  const isTold = fromFile && does === 'mend';
  const parts = does === 'mend' ? partsToChange(observation) : partsOf(observation);
  const daemon = (name: string, unknown: string) =>
    isTold ? unknown : nameOr(unknown, 'pid', daemonPid(name, observation));
  return {
    pid: parts.init,
    id: parts.containerID,
    shim: parts.shim,
    runc: isTold
      ? unknownNames.runc
      : nameOr(
          unknownNames.runc,
          'pid',
          (runtimesFromBefore(evidence)[0] ?? oldRuntimes(evidence)[0]?.process ?? hangingRuntime(observation))?.pid,
        ),
    runtime: isTold ? unknownNames.runtime : parts.runtime,
    root: parts.root,
    folder: isTold ? unknownNames.folder : nameOr(unknownNames.folder, 'path', evidence?.facts['target.cwd']),
    pod: `-n ${parts.namespace} ${parts.pod}`,
    namespace: parts.namespace,
    container: parts.container,
    node: parts.node,
    dockerd: daemon('dockerd', unknownNames.dockerd),
    containerd: daemon('containerd', unknownNames.containerd),
    kubelet: daemon('kubelet', unknownNames.kubelet),
    criServer: daemon(observation.target.runtime === 'cri-o' ? 'crio' : 'cri-dockerd', unknownNames.criServer),
    apiServerUser: isTold
      ? unknownNames.apiServerUser
      : nameOr(unknownNames.apiServerUser, 'apiServerUser', apiServerUser(observation)),
    pidsFolder: isTold
      ? unknownNames.pidsFolder
      : nameOr(unknownNames.pidsFolder, 'path', limitOfPids(observation)?.at),
    cgroup: (controller, file, fileOfV1) =>
      cgroupFile(observation, controller, file, fileOfV1) ?? unknownNames.cgroup(controller, file, fileOfV1),
  };
}

/** Of the one that serves the target; null where that is not known. */
function daemonPid(daemon: string, { evidence }: Observation): string | number | null {
  const known = daemon === 'containerd' ? nameOr('', 'pid', evidence?.facts['target.containerd']) : '';
  if (known !== '') return known;
  const [only, ...others] = (evidence?.processes ?? []).filter(
    ({ name, role }) => role === 'daemon' && name === daemon,
  );
  return others.length === 0 ? (only?.pid ?? null) : null;
}
