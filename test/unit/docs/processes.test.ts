import { describe, expect, it } from 'vitest';
import boot from '../../../src/node-script/boot.sh';
import { script } from '../../../src/node-script/script.ts';
import { read } from './documents.ts';

/** What a script of the node might call of coreutils, util-linux, procps and their like. */
const utilities = [
  ...[
    'awk',
    'base64',
    'basename',
    'cat',
    'chmod',
    'cmp',
    'cp',
    'curl',
    'cut',
    'date',
    'dd',
    'df',
    'dirname',
    'env',
    'find',
    'fold',
  ],
  ...[
    'getconf',
    'grep',
    'head',
    'id',
    'ln',
    'ls',
    'mkdir',
    'mkfifo',
    'mktemp',
    'mount',
    'mv',
    'nohup',
    'nproc',
    'nsenter',
  ],
  ...[
    'od',
    'pgrep',
    'ps',
    'readlink',
    'rm',
    'rmdir',
    'sed',
    'seq',
    'setsid',
    'sleep',
    'sort',
    'stat',
    'strings',
    'tail',
  ],
  ...['tee', 'timeout', 'touch', 'tr', 'truncate', 'uname', 'uniq', 'wc', 'wget', 'xargs', 'xxd'],
];

const code = `${boot}\n${script}`.replaceAll(/^\s*#.*$/gm, '');
const section =
  /^## Every process that is started\n[\s\S]*?(?=^Signals: )/m.exec(read('docs/on-the-node.md'))?.[0] ?? '';

const isCalled = (name: string) =>
  new RegExp(`(^|[|;&({\`!]|\\$\\(|\\b(then|do|else|if|while|exec|setsid))[ \\t]*${name}( |$)`, 'm').test(code);

describe('the list of processes in docs/on-the-node.md', () => {
  it.each(utilities.filter(isCalled))('has %s', (name) => expect(section).toMatch(new RegExp(`\`${name}[ \`]`)));
  it('is of a script that calls some', () => expect(utilities.filter(isCalled).length).toBeGreaterThan(15));
});
