import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { installCompletion } from '../../../src/completion/install-command.ts';
import { Problem } from '../../../src/model/problem.ts';
import { nowhere } from '../../nowhere.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'completion-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const plugin = () => {
  writeFileSync(join(folder, 'kubectl-exec_doctor'), '');
  chmodSync(join(folder, 'kubectl-exec_doctor'), 0o755);
};
const script = () => join(folder, 'kubectl_complete-exec_doctor');

async function install(): Promise<string> {
  let printed = '';
  const write = (text: string, done: () => void) => {
    printed += text;
    done();
  };
  await installCompletion({ stdout: { write }, env: { PATH: `${nowhere}:${folder}` }, platform: 'linux' });
  return printed;
}

it('writes an executable script beside the plugin', async () => {
  plugin();
  expect(await install()).toContain(`${script()} written.`);
  expect(readFileSync(script(), 'utf8')).toBe('#!/bin/sh\nexec kubectl-exec_doctor __complete "$@"\n');
  expect(statSync(script()).mode & 0o777).toBe(0o755);
});

it('says that it is there already', async () => {
  plugin();
  await install();
  expect(await install()).toContain(`${script()} is there already.`);
});

it('leaves alone what somebody else has put there', async () => {
  plugin();
  writeFileSync(script(), 'theirs');
  await expect(install()).rejects.toThrow(Problem);
  expect(readFileSync(script(), 'utf8')).toBe('theirs');
});

it('wants the plugin in PATH', () =>
  expect(install()).rejects.toThrow(/No folder of your PATH has kubectl-exec_doctor/));
