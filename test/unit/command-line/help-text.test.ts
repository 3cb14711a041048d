import { describe, expect, it } from 'vitest';
import { flagTable } from '../../../src/command-line/flags.ts';
import { helpText } from '../../../src/command-line/help-text.ts';

describe('the help', () => {
  const lines = helpText().split('\n');

  it('fits 80 columns', () => expect(lines.filter((line) => line.length > 80)).toEqual([]));
  it('ends with a newline', () => expect(lines.at(-1)).toBe(''));
  it('knows the product by one name', () =>
    expect(helpText()).not.toMatch(/exec_doctor(?! local)|(?<!kubectl )exec-doctor/));
  it('shows the usage', () => expect(helpText()).toContain('kubectl exec-doctor TYPE/NAME [-c CONTAINER] [flags]'));
  it('shows how to have an error explained', () =>
    expect(helpText()).toContain('kubectl exec-doctor explain [CODE | TEXT | -]'));
  it('tells the exit codes', () =>
    expect(helpText()).toMatch(/0 {2}healthy[\s\S]*1 {2}a fault[\s\S]*2 {2}[\s\S]*3 {2}/));
  it.each(flagTable.map(({ name }) => name))('has --%s', (name) => expect(helpText()).toMatch(`--${name}`));
});
