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
  ['runc-state-nginx1', 'containerd', /^rm -r \S+; kill -KILL \d+ /m, /^kubectl delete pod /m],
  ['runc-state-deleted-nginx1', 'modern', /^kill -KILL \d+ /m, /^kubectl delete pod /m],
  ['bundle-moved-nginx1', 'docker', /^kubectl delete pod /m, /^mkdir /m],
  ['bundle-moved-nginx1', 'modern-docker', /^kubectl delete pod /m, /^mkdir /m],
  ['bundle-moved-nginx1', 'containerd', /^mkdir -p \S+; kill -KILL \d+ /m, /^kubectl delete pod /m],
])('after %s on a node in mode %s: %s, never %s', (fault, mode, proposed, never) => {
  const steps = stepsAfter(mode, fault);
  expect(steps).toMatch(proposed);
  expect(steps).not.toMatch(never);
});
