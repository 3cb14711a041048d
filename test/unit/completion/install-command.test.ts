import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { completion, installCompletion } from '../../../src/completion/install-command.ts';
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

const install = () => installCompletion({ env: { PATH: `${nowhere}:${folder}` }, platform: 'linux' });
const told = () =>
  completion.render?.({ kind: 'printed', ...install() }, { kind: 'install-completion' }, { width: 80, unicode: true });

it('writes an executable script beside the plugin', () => {
  plugin();
  expect(told()).toContain(`${script()} written.`);
  expect(readFileSync(script(), 'utf8')).toBe('#!/bin/sh\nexec kubectl-exec_doctor __complete "$@"\n');
  expect(statSync(script()).mode & 0o777).toBe(0o755);
});

it('says that it is there already', () => {
  plugin();
  install();
  expect(told()).toContain(`${script()} is there already.`);
});

it('leaves alone what somebody else has put there', () => {
  plugin();
  writeFileSync(script(), 'theirs');
  expect(install).toThrow(Problem);
  expect(readFileSync(script(), 'utf8')).toBe('theirs');
});

it('wants the plugin in PATH', () => expect(install).toThrow(/No folder of your PATH has kubectl-exec_doctor/));
