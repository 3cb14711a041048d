import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Reporter, TestCase, TestModule } from 'vitest/node';
import { type SecondTry, spellSecondTries } from './second-tries.ts';

/** What failed, was tried again, and passed, is told by name, with what it said first; as JSON too, where a file is named. */
export default class SecondTryReporter implements Reporter {
  readonly #file: string | undefined;

  constructor({ file }: { readonly file?: string | undefined } = {}) {
    this.#file = file;
  }

  onTestRunEnd(modules: readonly TestModule[]): void {
    const tries = modules.flatMap(({ children }) => [...children.allTests('passed')].flatMap(secondTryOf));
    if (tries.length > 0) process.stderr.write(`\n${spellSecondTries(tries)}`);
    if (!this.#file) return;
    mkdirSync(dirname(this.#file), { recursive: true });
    writeFileSync(this.#file, JSON.stringify(tries));
  }
}

function secondTryOf(test: TestCase): SecondTry[] {
  if (!test.diagnostic()?.retryCount) return [];
  const [first] = test.result().errors ?? [];
  const where = `[${test.project.name}] ${test.module.relativeModuleId}`;
  return [{ test: `${where}: ${test.fullName}`, failure: first?.stack ?? first?.message ?? 'it did not say why' }];
}
