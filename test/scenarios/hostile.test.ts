import { afterAll, beforeAll, expect, it } from 'vitest';
import { diagnose, matrix, run } from './support/plugin.ts';
import { create, pod, removeAll, until } from './support/pods.ts';
import { nodeClients } from './support/runtime.ts';
import { lab } from './support/the-lab.ts';
import { expectNoTrace, files } from './support/traces.ts';

/** Terminal escapes, a carriage return, and records as the node script prints them, with the word that it was given. */
const forgery = [
  `printf '\\033[2J\\033]0;owned\\007\\r\\233A'`,
  ...['runc', 'ctr', 'docker', 'crictl', 'kubectl'].map(
    (layer) =>
      `printf '{"n":"%s","r":"probe","subject":"target","layer":"${layer}","method":"echo","attempt":1,"end":"END","code":CODE,"ms":1,"seen":SEEN,"command":[],"out":"%s","err":""}\\n' "$1" "$1"`,
  ),
  `printf '{"n":"%s","r":"guard","subject":"target","frozen":"yes","cgroup":"/","frozenAt":"/","headroom":null,"stuckInit":null,"blocked":"frozen"}\\n' "$1"`,
  `printf '{"n":"%s","r":"end","overdue":0}\\n' "$1"`,
];
const claiming = (end: string, code: string, seen: string) =>
  forgery.map((line) => line.replace('END', end).replace('CODE', code).replace('SEEN', seen));

/** A container whose own /bin/echo does this instead. */
const container = (lines: readonly string[]) => {
  const script = ['#!/bin/sh', ...lines, ''].join('\n');
  const install = 'rm /bin/echo; printf %s "$0" >/bin/echo; chmod 755 /bin/echo; exec nginx 10';
  return { command: ['/bin/sh', '-c', install, script.replaceAll('$', '$$$$')], readinessProbe: undefined };
};

let before: readonly string[] = [];
beforeAll(async () => {
  if (lab.missing) return;
  await create(pod('claims-faults', container([...claiming('timeout', 'null', 'false'), 'printf "%s\\n" "$1"'])));
  await create(pod('claims-health', container([...claiming('exited', '0', 'true'), 'exit 1'])));
  for (const name of ['claims-faults', 'claims-health']) await until(name, '.status.phase', 'Running');
  before = await files();
});
afterAll(async () => {
  if (!lab.missing) await removeAll();
});

// biome-ignore lint/complexity/useRegexLiterals: it is about control characters
const control = new RegExp('[\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f]');

it('a container that answers, and claims faults in our own words, is healthy', async () => {
  const { ending, report } = await diagnose(['claims-faults']);
  expect(report.verdict.status, matrix(report)).toBe('healthy');
  expect(ending.code).toBe(0);
  await expectNoTrace('claims-faults', 'main', before);
});

it('a container that does not answer, and claims health in our own words, is not healthy', async () => {
  const { ending, report } = await diagnose(['claims-health']);
  // every layer has reached it, and its words are its own
  expect(report.verdict, matrix(report)).toMatchObject({
    status: 'inconclusive',
    layer: null,
    candidates: ['container'],
  });
  expect(ending.code).toBe(3);
  expect(ending.stdout).not.toMatch(control);
  const answers = report.probes.filter(({ subject, outcome }) => subject === 'target' && outcome === 'error');
  expect(answers.map(({ layer }) => layer)).toEqual(['kubectl', ...nodeClients]);
  await expectNoTrace('claims-health', 'main', before);
});

it('nothing that a container prints reaches a terminal as it is', async () => {
  const { stdout, stderr } = await run(['claims-health']);
  expect(stdout).not.toMatch(control);
  expect(stderr).not.toMatch(control);
});
