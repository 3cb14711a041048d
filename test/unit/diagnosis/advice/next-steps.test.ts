import { expect, it } from 'vitest';
import { diagnose } from '../../../../src/diagnosis/diagnose.ts';
import type { Mode } from '../../../scenarios/support/lab-facts.ts';
import { observationOf, recordedFaults } from '../recorded-observation.ts';
import { stepTexts } from '../step-text.ts';

const recorded = recordedFaults(['docker', 'containerd', 'modern', 'modern-docker']);

function stepsAfter(mode: Mode, fault: string): string {
  const found = recorded.find((each) => each.mode === mode && each.name === fault);
  if (!found) throw new Error(`${fault} is not recorded in mode ${mode}`);
  const { node } = found.recording;
  return stepTexts(diagnose(observationOf(found.recording)).verdict.nextSteps, node.name).join('\n');
}

/** With containerd a deleted pod hangs in Terminating where runc has lost the container. */
it.each<[string, Mode, RegExp, RegExp]>([
  ['runc-state-nginx1', 'docker', /^kubectl delete pod /m, /^mkdir /m],
  [
    'runc-state-nginx1',
    'containerd',
    /^grep -q \S+ \/proc\/\d+\/cgroup && rm -r \S+ && kill -KILL \d+ /m,
    /^kubectl delete pod /m,
  ],
  [
    'runc-state-deleted-nginx1',
    'modern',
    /^grep -q \S+ \/proc\/\d+\/cgroup && kill -KILL \d+ /m,
    /^kubectl delete pod /m,
  ],
  ['bundle-moved-nginx1', 'docker', /^kubectl delete pod /m, /^mkdir /m],
  ['bundle-moved-nginx1', 'modern-docker', /^kubectl delete pod /m, /^mkdir /m],
  [
    'bundle-moved-nginx1',
    'containerd',
    /^grep -q \S+ \/proc\/\d+\/cgroup && mkdir -p \S+ && kill -KILL \d+ /m,
    /^kubectl delete pod /m,
  ],
  // nothing is said of nodes with another runtime
  ['bundle-moved-nginx1', 'docker', /^kubectl delete pod /m, /with (docker|containerd)(?! \d)/],
  [
    'shim-misses-exits-nginx1',
    'docker',
    /^grep -q \S+ \/proc\/\d+\/status && kill -9 \d+ .*ends this container/m,
    /with (docker|containerd)(?! \d)/,
  ],
  [
    'shim-misses-exits-nginx1',
    'containerd',
    /^grep -q \S+ \/proc\/\d+\/status && kill -9 \d+ .*ends all containers of the pod/m,
    /ends this container,/,
  ],
  ['pids-limit-nginx1', 'modern', /^kubectl delete pod /m, /^End some of what leaks/m],
  // nor of another version of cgroups, where the path is known
  ['pids-limit-nginx1', 'docker', /^\(cd \/sys\/fs\/cgroup\/pids\/\S+ && echo .* >pids\.max\) /m, /cgroup v1|CGROUP/],
])('after %s on a node in mode %s: %s, never %s', (fault, mode, proposed, never) => {
  const steps = stepsAfter(mode, fault);
  expect(steps).toMatch(proposed);
  expect(steps).not.toMatch(never);
});
