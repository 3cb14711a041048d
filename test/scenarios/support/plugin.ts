import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { execa } from 'execa';
import { expect } from 'vitest';
import type { reportDocument } from '../../../src/report/json.ts';
import type { surveyDocument } from '../../../src/report/survey/json.ts';
import { kubeconfig, lab, nodeCommand, patience } from './the-lab.ts';

export type ReportDocument = ReturnType<typeof reportDocument>;
export type SurveyDocument = ReturnType<typeof surveyDocument>;

const program = process.env.EXEC_DOCTOR ?? new URL('../../../dist/kubectl-exec_doctor', import.meta.url).pathname;

/** In the environment of everything that the plugin starts. */
export const mark = `EXEC_DOCTOR_SCENARIO=${randomUUID()}`;

const [markName = '', markValue = ''] = mark.split('=');

const environment = {
  PATH: process.env.PATH ?? '',
  HOME: process.env.HOME ?? '/root',
  KUBECONFIG: kubeconfig,
  XDG_CACHE_HOME: join(lab.dir, 'cache'),
  LANG: 'C.UTF-8',
  [markName]: markValue,
};

export interface Ending {
  readonly code: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
  readonly ms: number;
}

export interface Running {
  readonly ended: Promise<Ending>;
  readonly pid: number | undefined;
  kill(signal: NodeJS.Signals): void;
  /** Resolves when that text has come on stderr. */
  said(text: RegExp): Promise<void>;
}

/** Starts the plugin, as a user would who types these words after `kubectl exec-doctor`. */
export function start(args: readonly string[], env: Readonly<Record<string, string>> = {}): Running {
  const started = performance.now();
  const child = execa(program, args, {
    env: { ...environment, ...env },
    extendEnv: false,
    stdin: 'ignore',
    reject: false,
    stripFinalNewline: false,
    timeout: 180_000,
    // after a signal it may take the time that it needs
    forceKillAfterDelay: false,
  });
  const ended = child.then(({ exitCode, stdout, stderr }) => ({
    code: exitCode,
    stdout,
    stderr,
    ms: Math.round(performance.now() - started),
  }));
  return {
    ended,
    pid: child.pid,
    kill: (signal) => child.kill(signal),
    said: (text) =>
      new Promise((resolve, reject) => {
        let sofar = '';
        child.stderr.on('data', (bytes: Buffer) => {
          sofar += bytes.toString();
          if (text.test(sofar)) resolve();
        });
        void ended.then(({ stderr }) => reject(new Error(`it ended before it said ${text}:\n${stderr}`)));
      }),
  };
}

export const run = (args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ending> =>
  start(args, env).ended;

/** The same on a terminal, which script(1) gives it: each of these keys is pressed once it has been quiet for a while. */
export async function onTerminal(
  args: readonly string[],
  keys: readonly string[],
): Promise<{ readonly code: number | undefined; readonly shown: string }> {
  const words = [process.execPath, program, ...args].map((word) => `'${word.replaceAll("'", String.raw`'\''`)}'`);
  const child = execa('script', ['-q', '-e', '-c', words.join(' '), '/dev/null'], {
    ...{ env: { ...environment, TERM: 'xterm' }, extendEnv: false, reject: false, timeout: 180_000, all: true },
  });
  const left = [...keys];
  const press = () => {
    const key = left.shift();
    if (key !== undefined) child.stdin.write(key);
  };
  let quiet: NodeJS.Timeout | undefined;
  child.all.on('data', () => {
    clearTimeout(quiet);
    quiet = setTimeout(press, quietMs);
  });
  const { exitCode, all } = await child;
  clearTimeout(quiet);
  return { code: exitCode, shown: all };
}

const quietMs = 1_000;

/** The same on the node itself, as root, without a cluster. */
export async function onTheNode(args: readonly string[]): Promise<Ending> {
  const started = performance.now();
  const words = ['env', `PATH=${environment.PATH}`, mark, program, ...args];
  const [lead = '', ...more] = nodeCommand;
  const { exitCode, stdout, stderr } = await execa(lead, [...more, ...words], {
    env: { LAB_DIR: lab.dir },
    stdin: 'ignore',
    reject: false,
    stripFinalNewline: false,
    timeout: 180_000,
  });
  return { code: exitCode, stdout, stderr, ms: Math.round(performance.now() - started) };
}

const ajv = new Ajv2020({ allErrors: true, allowUnionTypes: true, formats: { 'date-time': true } });
const schema = (name: string): object =>
  JSON.parse(readFileSync(new URL(`../../../docs/${name}`, import.meta.url), 'utf8'));
ajv.addSchema(schema('report.schema.json'), 'report.schema.json');
const conforms = ajv.compile<ReportDocument>(schema('report.schema.json'));
const isSurvey = ajv.compile<SurveyDocument>(schema('survey.schema.json'));

/** The report of a run with `-o json`, held to the published schema. */
export function reportOf({ stdout, stderr }: Ending): ReportDocument {
  if (stdout === '') throw new Error(`there is no report; stderr:\n${stderr}`);
  const document: unknown = JSON.parse(stdout);
  if (!conforms(document)) throw new Error(`the schema does not allow:\n${ajv.errorsText(conforms.errors)}`);
  return document;
}

/** The same of several containers. */
export function surveyIn({ stdout, stderr }: Ending): SurveyDocument {
  if (stdout === '') throw new Error(`there is no survey; stderr:\n${stderr}`);
  const document: unknown = JSON.parse(stdout);
  if (!isSurvey(document)) throw new Error(`the schema does not allow:\n${ajv.errorsText(isSurvey.errors)}`);
  return document;
}

/**
 * The probes' limit: where something hangs, less than the default for the tests' sake; where a healthy probe may take
 * seconds, more.
 */
export const probeTimeout = patience > 1 ? ['--probe-timeout=25s', '--timeout=120s'] : ['--probe-timeout=4s'];

/** Runs it with -o json, and holds the report to its schema. */
export async function diagnose(args: readonly string[]): Promise<{ ending: Ending; report: ReportDocument }> {
  const ending = await run(['-o', 'json', ...probeTimeout, ...args]);
  expect(ending.stderr).not.toMatch(/should not|could not be deleted|is still there/);
  return { ending, report: reportOf(ending) };
}

/** The matrix in a few words, for the message of a failing test. */
export const matrix = ({ probes, verdict, transport }: ReportDocument): string =>
  [
    `${verdict.status} ${verdict.layer} [${verdict.candidates}] scope ${verdict.scope}, ${verdict.confidence}: ${verdict.summary}`,
    ...verdict.because,
    probes.map(({ layer, subject, outcome }) => `${layer}/${subject}=${outcome}`).join(' '),
    `records from ${transport.recordsFrom}${transport.failure ? `, ${transport.failure}` : ''}`,
  ].join('\n');
