import { describe, expect, it } from 'vitest';
import { explainPage } from '../../../explain-page/page.ts';
import { stepsOf } from '../../../src/knowledge/entry-steps.ts';
import { catalogue } from '../../../src/knowledge/index.ts';
import type { Report } from '../../../src/model/report.ts';
import { eachHolds } from '../../each-holds.ts';
import { recordedModes } from '../../scenarios/support/lab-facts.ts';
import { pages, read } from '../docs/documents.ts';
import { proposalsOf } from '../from-records/proposals.ts';
import { reportOf } from '../from-records/saved-recording.ts';
import { recordedFaults } from './recorded-observation.ts';
import { stepTexts } from './step-text.ts';

/**
 * Nothing that is proposed to somebody who is root on the node runs a program of the target with more rights than the
 * target has, or follows its links in the root of the node.
 */
const forbidden: readonly (readonly [what: string, pattern: RegExp])[] = [
  ['nsenter into mounts', /\bnsenter\b(?:\s+(?!--\s)\S+)*?\s+(?:-[a-zA-Z]*[mar]|--(?:mount|all|root|wd))/],
  ['chroot', /\bchroot\b/],
  ['an exec with privileges', /\b(?:exec|run)\b[^|;&]*\s(?:--privileged|--cap(?:-add)?\b)/],
  ['an exec as another user', /\bexec\b[^|;&]*\s(?:-u|--user)[ =]\S/],
  ['a path below its root', /\/proc\/(?:PID|\d+)\/(?:root|cwd)\/[^\s;|]/],
];

const violations = (steps: readonly string[]): readonly string[] =>
  steps.flatMap((step) => forbidden.flatMap(([what, pattern]) => (pattern.test(step) ? [`${what}: ${step}`] : [])));

describe('what is looked for', () => {
  it.each([
    'nsenter -t PID -m -u -i -n -p sh',
    'nsenter -t 4242 -m -- sh   # on node node1',
    '/usr/bin/nsenter --target 4242 --mount umount /proc',
    'nsenter -at 4242 sh',
    'nsenter -t 4242 --all sh',
    'nsenter -t 4242 -n -r ss',
    'chroot /proc/4242/root sh',
    'docker exec --privileged -it ID sh',
    'runc --root ROOT exec --cap CAP_SYS_ADMIN ID sh',
    'docker exec -u 0 ID cat /etc/passwd',
    'runc --root ROOT exec --user 0 ID mkdir /x',
    'ls -l /proc/PID/root/dev/null',
  ])('%s', (step) => expect(violations([step])).not.toEqual([]));
  it.each([
    'nsenter -t PID -n ss -ltnp',
    'runc --root ROOT exec -t --cwd / ID sh',
    'docker exec -it ID sh',
    'timeout 5 ls /proc/PID/root/',
    'mkdir -m 1777 /proc/SHIM/root/tmp',
    'umount -i -n -N PID /proc',
  ])('and not %s', (step) => expect(violations([step])).toEqual([]));
});

it('each entry of the catalogue', () =>
  eachHolds(
    catalogue,
    ({ code }) => code,
    ({ confirm, fix }) => expect(violations(stepTexts(stepsOf([...confirm, ...fix])))).toEqual([]),
  ));

const shimOf = ({ facts }: Report): string => facts['target.shim'] || 'SHIM';

it('the report on each recorded fault', () =>
  eachHolds(
    recordedFaults(recordedModes),
    ({ mode, name }) => `${mode}/${name}`,
    ({ recording }) => {
      const report = reportOf(recording);
      // the root of the shim is the one of the node, or of its daemon
      const steps = proposalsOf(report).map((step) =>
        step.replaceAll(`/proc/${shimOf(report)}/root`, '/proc/SHIM/root'),
      );
      expect(violations(steps)).toEqual([]);
    },
  ));

it.each<[what: string, text: string]>([
  // the others describe what a run itself does
  ...pages
    .filter((file) => !['docs/design.md', 'docs/on-the-node.md', 'docs/report.md'].includes(file))
    .map((file): [string, string] => [file, read(file)]),
  ['explain.html', explainPage({ script: '', style: '' })],
])('%s', (_, text) => {
  const commands = [...text.matchAll(/`([^`\n]+)`|<code>([^<]+)<\/code>|^ {4}(.+)$/gm)];
  expect(violations(commands.map(([, ...said]) => said.find(Boolean) ?? ''))).toEqual([]);
});
