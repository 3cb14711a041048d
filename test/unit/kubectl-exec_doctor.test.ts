import { expect, it, vi } from 'vitest';

vi.mock(import('../../src/main.ts'), () => ({ main: () => new Promise<void>(() => {}) }));

/** It is no module, which an import of a literal would have to be. */
const executable = new URL('../../src/kubectl-exec_doctor.ts', import.meta.url).href;

it('until there is a result, the exit code is not that of a healthy container', async () => {
  const before = process.exitCode;
  try {
    await import(executable);
    expect(process.exitCode).toBe(2);
  } finally {
    process.exitCode = before;
  }
});
