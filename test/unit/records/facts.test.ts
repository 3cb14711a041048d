import { expect, it } from 'vitest';
import { script } from '../../../src/node-script/script.ts';
import { factDocs, factKind } from '../../../src/records/facts.ts';
import { namesIn } from '../node-script/variables.ts';

/** What stands for a name that the script puts together. */
const putTogether: Readonly<Record<string, readonly string[]>> = {
  // of each of what discover() has found
  '$1.$name': namesIn(script, 'FIELDS').map((name) => `SUBJECT.${name}`),
  'target.$name': ['SUBJECT.address', 'SUBJECT.ns'],
  // the clients
  $name: ['nsenter', 'docker', 'ctr', 'crictl', 'cri'],
  '${key#version_}.version': ['runc.version', 'ctr.version', 'docker.version'],
  'command.holder$who': ['command.holderN'],
  // files of /proc, of /proc/sys/kernel and lines of /proc/meminfo
  'node.${name#*/}': ['node.loadavg', 'node.cpu', 'node.io', 'node.memory'],
  'node.${name}After': ['node.cpuAfter', 'node.ioAfter', 'node.memoryAfter'],
  'node.${name}': ['node.pty/nr', 'node.pty/max', 'node.pid_max', 'node.threads-max'],
  'node.${name%:}': ['node.MemTotal', 'node.MemAvailable'],
};

/** The names in the calls of fact() and brief_fact(). */
function sent(): readonly string[] {
  const code = script.replace(/^\s*#.*$/gm, '').replace(/^(brief_)?fact\(\).*$/gm, '');
  const names = [...code.matchAll(/\b(?:brief_)?fact ("[^"]*"|[\w.]+)/g)].map(([, name = '']) =>
    name.replaceAll('"', ''),
  );
  return names
    .flatMap((name) => putTogether[name] ?? [factKind(name.replace('$1.', 'target.'))])
    .filter((name) => name !== 'k');
}

it('all facts that the script sends are declared, and all that are declared are sent', () => {
  expect([...new Set(sent())].toSorted()).toEqual(Object.keys(factDocs).toSorted());
});

it('each stands for something in the script that is put together', () => {
  for (const name of Object.keys(putTogether)) expect(script).toContain(`fact "${name}"`);
});

it.each([
  ['target.shim.program', 'SUBJECT.shim.program'],
  ['third.id', 'SUBJECT.id'],
  ['node.time', 'node.time'],
  ['docker', 'docker'],
  ['command.holder12', 'command.holderN'],
])('%s is %s', (name, kind) => expect(factKind(name)).toBe(kind));
