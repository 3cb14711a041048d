import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';
import NotRunReporter from './test/reporters/not-run.ts';
import SecondTryReporter from './test/reporters/second-try.ts';

/** By name: the last scenario looks at what all of them have left on the node. */
class ByName extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return files.toSorted((a, b) => a.moduleId.localeCompare(b.moduleId));
  }
}

/** Shell scripts and roles are imported as their text, as in the bundle. */
const embeddedText = {
  name: 'embedded-text',
  enforce: 'pre',
  transform: (code: string, id: string) =>
    /\.(sh|bash|zsh|fish|yaml)$/.test(id) ? { code: `export default ${JSON.stringify(code)}`, map: null } : null,
} as const;

/** A folder for the results as JSON, where somebody wants to sum them up. */
const results = process.env.TEST_RESULTS;
const resultFile = (folder: string, what: string) => join(folder, `${process.pid}.${what}.json`);

/** What runs by the clock, on a machine that may be busy, is tried again; the run tells of each that needed it. */
const retry = 1;

/** On the control plane of the lab that LAB_DIR names; else on an embedded one of their own. One file after the other. */
const onTheLab = {
  globalSetup: 'test/scenarios/support/global-setup.ts',
  setupFiles: 'test/scenarios/support/skip-without-lab.ts',
  fileParallelism: false,
  testTimeout: 300_000,
  hookTimeout: 300_000,
  retry,
} as const;

/** A module is mocked where it is loaded, so these have workers of their own. */
const withMocks = globSync('test/unit/**/*.test.ts').filter((file) => /^vi\.mock\(/m.test(readFileSync(file, 'utf8')));

export default defineConfig({
  test: {
    // what was transformed once is kept in node_modules, by what it was made of
    fsModuleCache: true,
    reporters: [
      'default',
      new NotRunReporter(),
      new SecondTryReporter({ file: results && resultFile(results, 'second-tries') }),
      ...(results ? ['json'] : []),
    ],
    ...(results ? { outputFile: { json: resultFile(results, 'results') } } : {}),
    projects: [
      {
        plugins: [embeddedText],
        test: {
          name: 'unit',
          include: ['test/unit/**/*.test.ts'],
          exclude: withMocks,
          testTimeout: 60_000,
          // the modules of src are loaded once a worker: what a test changes in one it puts back
          isolate: false,
          // it waits for little but the processor
          maxWorkers: '100%',
        },
      },
      {
        plugins: [embeddedText],
        test: { name: 'unit-with-mocks', include: withMocks, testTimeout: 60_000, maxWorkers: '100%' },
      },
      {
        plugins: [embeddedText],
        test: {
          // the script in the shells of this machine, with real deadlines, on a node made of files and stubs
          name: 'node-script',
          include: ['test/node-script/**/*.test.ts'],
          testTimeout: 60_000,
          retry,
        },
      },
      // the archive that `npm run release` has made
      { test: { name: 'release', include: ['test/release/**/*.test.ts'], testTimeout: 60_000 } },
      { test: { ...onTheLab, name: 'embedded', include: ['test/scenarios/**/*.test.ts'] } },
      // of the table of faults and of the remedies, what takes too long for every run
      { test: { ...onTheLab, name: 'faults', include: ['test/faults/*.test.ts', 'test/scenarios/traces.test.ts'] } },
    ],
    sequence: { sequencer: ByName },
  },
});
