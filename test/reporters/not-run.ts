import type { Reporter, TestModule } from 'vitest/node';

/** A test that was not run tells why; one that does not is a failure. */
export default class NotRunReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    for (const module of modules) {
      for (const test of module.children.allTests('skipped')) {
        const result = test.result();
        const why = result.state === 'skipped' ? result.note : undefined;
        process.stderr.write(`not run: ${test.fullName}: ${why ?? 'NO REASON IS GIVEN'}\n`);
        if (!why) process.exitCode = 1;
      }
    }
  }
}
