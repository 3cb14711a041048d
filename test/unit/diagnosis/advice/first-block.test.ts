import { expect, it } from 'vitest';
import { actionWarningsIn, speaksAgainst } from '../../../../src/diagnosis/advice/warnings.ts';
import { diagnose } from '../../../../src/diagnosis/diagnose.ts';
import type { Verdict } from '../../../../src/model/verdict.ts';
import { firstStep } from '../../../../src/report/table/summary-block.ts';
import { recordedModes } from '../../../scenarios/support/lab-facts.ts';
import { observationOf, recordedFaults } from '../recorded-observation.ts';

/** What a reader at night goes by, of each fault that was recorded. */
const recorded = recordedFaults(recordedModes).map(({ mode, name, recording }) => ({
  name: `${mode}/${name}`,
  verdict: diagnose(observationOf(recording)).verdict,
}));
const failing = (isWrong: (verdict: Verdict) => boolean) =>
  recorded.filter(({ verdict }) => isWrong(verdict)).map(({ name }) => name);

const firstCommands = (verdict: Verdict): readonly string[] =>
  [verdict.wayIn, verdict.remedy?.step, firstStep(verdict)].flatMap((step) => step?.command ?? []);

it('no step is proposed that the report says not to take', () =>
  expect(
    failing(({ avoid, nextSteps, remedy }) =>
      [...nextSteps, ...(remedy ? [remedy.step] : [])].some((step) =>
        actionWarningsIn(avoid).some((warning) => !warning.conditional && speaksAgainst(warning, step)),
      ),
    ),
  ).toEqual([]));

it('nor is a condition told beside the fix that tells it itself', () =>
  expect(
    failing(
      ({ avoid, remedy }) =>
        remedy !== null && actionWarningsIn(avoid).some((warning) => speaksAgainst(warning, remedy.step)),
    ),
  ).toEqual([]));

/** Words in capitals for the reader to fill in, as the catalogue has them. */
const hole =
  /\b(PID|SHIM|RUNC|ROOT|ID|EXEC-ID|FOLDER|PODS?|CONTAINER|NODE|NAMESPACE|SOCKET|CGROUP|FILE|PROCESS|CSR|IMAGE|PROGRAM|CONTAINERD|NAME)\b(?!=)/;

it('nothing stands in the first block that has to be filled in before it is pasted', () =>
  expect(failing((verdict) => firstCommands(verdict).some((command) => hole.test(command)))).toEqual([]));

it('a path is one of the version of cgroups that the node has', () =>
  expect(
    failing((verdict) =>
      firstCommands(verdict).some((command) => /\/freezer\/\S*memory|memory\.events\S*freezer/.test(command)),
    ),
  ).toEqual([]));
