// sum-up FOLDER: of the results as JSON in that folder, which tests failed, which needed a second try, and, last, how many
// passed and failed. Those in its folder "modern" are of the virtual machine: they are told, and not counted.
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { beginningOf, spellSecondTries } from './second-tries.ts';

const testResults = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  testResults: z.array(
    z.object({
      name: z.string(),
      message: z.string(),
      assertionResults: z.array(
        z.object({ status: z.string(), fullName: z.string(), failureMessages: z.array(z.string()) }),
      ),
    }),
  ),
});
const secondTries = z.array(z.object({ test: z.string(), failure: z.string() }));

function summary(folder: string) {
  const parsed = <T>(files: string, schema: z.ZodType<T>) =>
    globSync(join(folder, files)).map((file) => schema.parse(JSON.parse(readFileSync(file, 'utf8'))));
  const results = parsed('*.results.json', testResults);
  const sum = (key: 'numPassedTests' | 'numFailedTests') => results.reduce((total, each) => total + each[key], 0);
  return {
    failures: results.flatMap((each) => each.testResults.flatMap(failuresIn)),
    tries: parsed('*.second-tries.json', secondTries).flat(),
    counts: `${sum('numPassedTests')} passed, ${sum('numFailedTests')} failed`,
  };
}

function failuresIn({ name, message, assertionResults }: z.infer<typeof testResults>['testResults'][number]): string[] {
  const failed = assertionResults.filter(({ status }) => status === 'failed');
  return [
    ...(message ? [`FAILED ${name}: ${message}\n`] : []),
    ...failed.map(
      ({ fullName, failureMessages }) => `FAILED ${name}: ${fullName}\n${beginningOf(failureMessages.join('\n'))}\n`,
    ),
  ];
}

const [, , folder = ''] = process.argv;
const all = summary(folder);
const onTheVirtualMachine = summary(join(folder, 'modern'));
const tries = [
  ...all.tries,
  ...onTheVirtualMachine.tries.map(({ test, failure }) => ({ test: `virtual machine, ${test}`, failure })),
];
process.stdout.write(
  [
    ...all.failures,
    ...onTheVirtualMachine.failures.map((failure) => `On the virtual machine, not counted: ${failure}`),
    tries.length > 0 ? spellSecondTries(tries) : 'No test needed a second try.\n',
    `On the virtual machine, not counted: ${onTheVirtualMachine.counts}\n`,
    `${all.counts}\n`,
  ].join(''),
);
