import { join } from 'node:path';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';
import NotRunReporter from './test/scenarios/support/not-run-reporter.ts';

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
    /\.(sh|yaml)$/.test(id) ? { code: `export default ${JSON.stringify(code)}`, map: null } : null,
} as const;

/** A folder for the results as JSON, where somebody wants to sum them up. */
const results = process.env.TEST_RESULTS;

/** What runs by the clock is tried again where nobody looks on; the output says so. */
const retryOnBusyMachine = process.env.CI ? 1 : 0;

export default defineConfig({
  test: {
    reporters: ['default', new NotRunReporter(), ...(results ? ['json'] : [])],
    ...(results ? { outputFile: { json: join(results, `${process.pid}.json`) } } : {}),
    projects: [
      { plugins: [embeddedText], test: { name: 'unit', include: ['test/unit/**/*.test.ts'], testTimeout: 60_000 } },
      {
        plugins: [embeddedText],
        test: {
          // the script in the shells of this machine, with real deadlines, on a node made of files and stubs
          name: 'node-script',
          include: ['test/node-script/**/*.test.ts'],
          testTimeout: 60_000,
          retry: retryOnBusyMachine,
        },
      },
      // the archive that `npm run release` has made
      { test: { name: 'release', include: ['test/release/**/*.test.ts'], testTimeout: 60_000 } },
      {
        test: {
          // on the control plane of the lab that LAB_DIR names; else on an embedded one of their own
          name: 'embedded',
          include: ['test/scenarios/**/*.test.ts'],
          globalSetup: 'test/scenarios/support/global-setup.ts',
          setupFiles: 'test/scenarios/support/skip-without-lab.ts',
          fileParallelism: false,
          testTimeout: 300_000,
          hookTimeout: 300_000,
          retry: retryOnBusyMachine,
        },
      },
    ],
    sequence: { sequencer: ByName },
  },
});
