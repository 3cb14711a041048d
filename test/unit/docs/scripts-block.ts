import { createHash } from 'node:crypto';
import { debugPodManifest } from '../../../src/debug-pod/manifest.ts';
import enter from '../../../src/node-script/enter.sh';
import standalone from '../../../src/node-script/standalone.sh';
import { planOf } from '../debug-pod/plan.ts';

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

/** What is run as root, and what its SHA-256 is, as it can be seen in a pod that runs. */
export function scriptsBlock(): string {
  const [{ command }] = debugPodManifest(planOf()).spec.containers;
  const [boot = '', , script = ''] = command.slice(command.indexOf('-c') + 1);
  const rows = [
    ['boot.sh', "the word after `-c` in the debug pod's command", boot],
    ['exec-doctor/*.sh', 'the second word after that', script],
    ['enter.sh', 'by ssh, `--via`, `local`, `--print-script`: the file', enter],
    ['standalone.sh', 'the same', standalone],
  ];
  return [
    '| script | where | SHA-256 |',
    '| --- | --- | --- |',
    ...rows.map(([name, where, text = '']) => `| ${name} | ${where} | \`${sha256(text)}\` |`),
  ].join('\n');
}
