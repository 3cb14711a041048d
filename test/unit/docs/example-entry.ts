import { pidsAtLimit } from '../../../src/knowledge/detectors/limits.ts';
import type { Entry } from '../../../src/knowledge/entry.ts';
import { deletePod } from '../../../src/knowledge/steps.ts';

/** An entry of the catalogue, shortened, with what each field is for. */
export const exampleEntry = {
  // its name for ever, as in src/model/code.ts: without that line, or without this entry, it does not compile
  code: 'pids-exhausted',
  // the rest of a line behind the code; no full stop
  title: 'the container or its pod has reached its limit of processes and threads',
  // where the fault lies, the likeliest first; [] where no layer is at fault
  layers: ['container'],
  // who is affected as a rule; null where that differs
  scope: 'container',
  // how often public trackers have it
  frequency: 'often',
  // what layers print, with the very words that were seen. Patterns are bounded ({0,200}, no *): a hostile text costs no time
  texts: [
    {
      pattern: /pthread_create failed: Resource temporarily unavailable/,
      example: 'runtime/cgo: pthread_create failed: Resource temporarily unavailable',
    },
  ],
  detect: {
    // what shows it in a run: a function in src/knowledge/detectors
    run: pidsAtLimit,
    // proof: it breaks exec by itself; likely: it may, where no layer said more; context: never a cause
    strength: 'likely',
    // of that strength, what it explains: seen together, that is not the cause
    beats: ['zombies-pile-up'],
  },
  // what else a diagnosis has to know, such as whose it is; what there is: src/knowledge/entry.ts
  traits: { owner: 'application' },
  // sentences
  meaning: 'A leak of threads or zombies has used up pids.max of the container, so runc cannot start in there.',
  // what only looks. Without `on`, on the user's own machine; CGROUP is for the reader to put in
  confirm: [
    { run: 'cat /sys/fs/cgroup/CGROUP/pids.current', on: 'node', note: 'with cgroup v1 below /sys/fs/cgroup/pids' },
  ],
  // the least harmful first. What a step ends is its `action`, not its words (src/knowledge/effects.ts);
  // `verified` is where the fault suite has run it, as a report proposed it; `run` may take what a run knows: ({ shim }) => …
  fix: [
    { read: 'End some of what leaks, from the node: ends those processes.', action: 'end-processes' },
    { ...deletePod, verified: ['containerd 1.7'] },
    // a sentence alone advises, and is no remedy
    'Raise podPidsLimit of the kubelet, and mend the leak.',
  ],
  // where that is known from
  sources: ['moby/moby#40145'],
} as const satisfies Entry;
