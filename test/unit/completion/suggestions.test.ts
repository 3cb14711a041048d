import { describe, expect, it } from 'vitest';
import { commandNames } from '../../../src/command-line/command-names.ts';
import { helpText } from '../../../src/command-line/help-text.ts';
import { type Suggestions, suggestionsAt } from '../../../src/completion/suggestions.ts';

/** The line up to the cursor, which stands at its end. */
const at = (line: string) => suggestionsAt(line.split(' '));
const wordsAt = (line: string) => {
  const { suggestions: what, prefix } = at(line);
  const words = what.kind === 'words' || what.kind === 'target' ? what.words : [];
  return words.map(({ word }) => word).filter((word) => word.startsWith(prefix));
};

describe('what may stand where the cursor is', () => {
  it.for<[line: string, suggestions: Suggestions['kind'], prefix: string]>([
    ['', 'target', ''],
    ['ngi', 'target', 'ngi'],
    ['pod/ngi', 'objects', 'pod/ngi'],
    ['deploy/', 'objects', 'deploy/'],
    ['nginx1 -c ', 'containers', ''],
    ['nginx1 -c ng', 'containers', 'ng'],
    ['nginx1 --container=ng', 'containers', 'ng'],
    ['-n ', 'namespaces', ''],
    ['nginx1 --namespace sh', 'namespaces', 'sh'],
    ['nginx1 --debug-namespace=', 'namespaces', ''],
    ['-n shop ', 'target', ''],
    ['--context ', 'kubeconfig', ''],
    ['--cluster=a', 'kubeconfig', 'a'],
    ['--kubeconfig ', 'files', ''],
    ['--from-records=', 'files', ''],
    ['nginx1 --bundle ', 'files', ''],
    ['diff one.tar.gz t', 'files', 't'],
    ['nginx1 -- ls /', 'files', '/'],
    ['nginx1 ', 'target', ''],
    ['--node ', 'nodes', ''],
    ['explain shim-k', 'codes', 'shim-k'],
    ['-c ', 'words', ''],
  ])('%s', ([line, kind, prefix]) => expect(at(line)).toMatchObject({ suggestions: { kind }, prefix }));

  it.for<[line: string, words: readonly string[]]>([
    ['clea', ['cleanup']],
    ['de', ['deployment/', 'deploy/']],
    ['ver', ['version']],
    ['nothing/', []],
    ['nginx1 ', []],
    ['nginx1 -o ', ['table', 'wide', 'json', 'yaml', 'name', 'markdown', 'slack', 'html', 'junit', 'jsonpath=']],
    ['nginx1 -o j', ['json', 'junit', 'jsonpath=']],
    ['nginx1 --transport=', ['auto', 'ssh']],
    ['nginx1 --dry-run=', ['client', 'server']],
    ['nginx1 --dry-run --kee', ['--keep']],
    ['nginx1 --color=', ['true', 'false']],
    ['nginx1 --dump', ['--dump-stacks']],
    ['nginx1 --keep', ['--keep']],
    ['nginx1 --token ', []],
    ['explain shim-killed ', []],
    ['policy ', ['kubernetes', 'kyverno']],
    ['setup ', ['kubernetes', 'kyverno']],
    ['setup --al', ['--allow-tag']],
    ['nginx1 --gr', []],
    ['policy --gr', ['--group']],
    ['nginx1 --gr', []],
    ['cleanup --all', ['--all-namespaces']],
    ['cleanup --probe', []],
    ['diff a b -o ', ['table', 'json']],
    ['diff --out', ['--output']],
    ['diff --bundle', []],
    ['local --probe', ['--probe-timeout']],
    ['local --ssh', []],
    ['completion ', ['install', 'bash', 'zsh', 'fish']],
  ])('%s: %s', ([line, words]) => expect(wordsAt(line)).toEqual(words));

  it('each command is one that the help names', () => {
    for (const command of wordsAt(''))
      expect(helpText()).toMatch(new RegExp(`kubectl[- ]exec[-_]doctor ${command}\\b`));
  });

  it('an empty line has no types, of which there are many', () => expect(wordsAt('')).toEqual([...commandNames]));
  it('help has the commands', () => expect(wordsAt('help ')).toContain('explain'));
});
