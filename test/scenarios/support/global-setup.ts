import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { broughtModes, type Lab, modes } from './lab-facts.ts';

const script = (name: string) => new URL(`../../../lab/${name}`, import.meta.url).pathname;

/**
 * Finds the lab: the one that LAB_DIR names, which stays up, else an embedded one of our own, which goes down in every
 * ending.
 */
export default async function setup(project: TestProject): Promise<() => void> {
  const missing = whatIsMissing();
  const given = process.env.LAB_DIR;
  const down = missing || given ? () => undefined : await embeddedLab();
  const dir = process.env.LAB_DIR ?? '';
  const mode = missing ? 'embedded' : modeOf(dir);
  const lab: Lab = { dir, mode, missing };
  if (missing) tell(`Scenarios: none of them is run: ${missing}.`);
  else
    tell(
      `Scenarios: on the lab in ${dir}, mode ${mode}, with ${process.env.EXEC_DOCTOR ?? 'dist/kubectl-exec_doctor'}.`,
    );
  project.provide('lab', lab);
  return down;
}

const tell = (text: string) => process.stderr.write(`${text}\n`);

function whatIsMissing(): string {
  if (process.platform !== 'linux') return `the lab needs Linux, and this is ${process.platform}`;
  if (process.getuid?.() !== 0) return 'the lab makes namespaces and starts containers, which needs root';
  return '';
}

function modeOf(dir: string): Lab['mode'] {
  const text = readFileSync(join(dir, 'mode'), 'utf8').trim();
  const mode = [...modes, ...broughtModes].find((name) => name === text);
  if (!mode) throw new Error(`${dir} has no lab that is up: its mode is ${JSON.stringify(text)}`);
  return mode;
}

/** Brings one up in a folder of its own; the rest of the run finds it by LAB_DIR. */
async function embeddedLab(): Promise<() => void> {
  const dir = mkdtempSync(join(tmpdir(), 'exec-doctor-scenarios.'));
  process.env.LAB_DIR = dir;
  process.env.LAB_API_PORT = String(await freePort());
  const down = () => {
    execFileSync(script('down'), { stdio: ['ignore', 'ignore', 'inherit'] });
    rmSync(dir, { recursive: true, force: true });
  };
  process.once('exit', () => {
    if (process.env.LAB_DIR === dir) down();
  });
  execFileSync(script('up'), ['embedded'], { stdio: ['ignore', 'inherit', 'inherit'] });
  return () => {
    down();
    delete process.env.LAB_DIR;
  };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' && address ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}
