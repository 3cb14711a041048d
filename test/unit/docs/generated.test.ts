import { describe, expect, it } from 'vitest';
import { fillBlocks } from './blocks.ts';
import { coverageBlock } from './coverage-block.ts';
import { read, root } from './documents.ts';
import { entryBlock } from './entry-block.ts';
import { exampleOutputBlock, exampleTableBlock } from './example-output.ts';
import { examplePodBlock } from './example-pod.ts';
import { faultsBlock } from './faults-block.ts';
import { exitCodesBlock, flagsBlock } from './flags-block.ts';
import { formsBlock } from './forms-block.ts';
import { remediesBlock } from './remedies-block.ts';
import { rolesBlock } from './roles.ts';
import { scriptsBlock } from './scripts-block.ts';
import { signatureCodesBlock, signaturesBlock } from './signatures-block.ts';
import { wordsBlock } from './words.ts';

const generated: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'README.md': { example: exampleOutputBlock() },
  'CONTRIBUTING.md': { entry: entryBlock() },
  'docs/faults.md': { faults: faultsBlock(), remedies: remediesBlock(), coverage: coverageBlock() },
  'docs/flags.md': { flags: flagsBlock(), 'exit-codes': exitCodesBlock() },
  'docs/messages.md': { words: wordsBlock() },
  'docs/on-the-node.md': { manifest: examplePodBlock(), scripts: scriptsBlock() },
  'docs/report.md': { table: exampleTableBlock() },
  'docs/roles.md': { roles: rolesBlock() },
  'docs/security.md': { forms: formsBlock() },
  'docs/signatures.md': { 'signature-codes': signatureCodesBlock(), signatures: signaturesBlock() },
};

// With -u vitest writes them: the page as it should be is the page's own snapshot.
describe.each(Object.entries(generated))('%s is up to date with the code', (page, blocks) => {
  it(Object.keys(blocks).join(', '), async () => {
    await expect(fillBlocks(read(page), blocks)).toMatchFileSnapshot(new URL(page, root).pathname);
  });
});

describe('a block', () => {
  const page = 'before\n<!-- b: generated, see docs/development.md -->\nold\n<!-- end of b -->\nafter\n';
  it('is put between its comments', () =>
    expect(fillBlocks(page, { b: 'new' })).toBe(
      'before\n<!-- b: generated, see docs/development.md -->\n\nnew\n\n<!-- end of b -->\nafter\n',
    ));
  it('has to have a place', () => expect(() => fillBlocks('nowhere', { b: 'new' })).toThrow('block b'));
});
