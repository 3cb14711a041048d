import { describe, expect, it } from 'vitest';
import { answer } from '../../../explain-page/answer.ts';
import { toHTML } from '../../../explain-page/to-html.ts';

const html = (text: string) => answer(text).map(toHTML).join('');

describe('the answer to a text', () => {
  it.each<[string, string, string[]]>([
    [
      'a known failure',
      '$ kubectl exec x -- y\nError from server: error dialing backend: No agent available\n$ ',
      [
        '<li><span>API server</span> <code>Error from server: error dialing backend:</code></li>',
        '<li><span>complains of</span> <code>No agent available</code></li>',
        '<p>The API server was reached and says so itself; nobody on the node has spoken.</p>',
        '<h2>A known failure has this text</h2>\n<article>\n<h3><a href="#tunnel-down">tunnel-down</a>: ',
        '<dt>What it means</dt>',
        '<dt>What to do, the least harmful first</dt>',
      ],
    ],
    [
      'several known failures',
      'read init-p: connection reset by peer',
      [
        '<h2>Known failures with this text, the likeliest first</h2>\n<ul>\n<li><a href="#pids-exhausted">pids-exhausted</a>: ',
        '<li><a href="#memory-exhausted">',
        '<article>\n<h3><a href="#pids-exhausted">',
      ],
    ],
    [
      'a failure that is not known',
      'Error response from daemon: a text of tomorrow',
      [
        '<code>a text of tomorrow</code>',
        '<p>No known failure has this text. Where exec breaks, kubectl exec-doctor TYPE/NAME finds out by asking each layer; the known failures are below.</p>',
      ],
    ],
    ['nobody that is known', 'hello', ['<p>Nothing in it shows which layer wrote it.</p>', 'No known failure']],
    ['nothing behind the last wrapper', 'ctr: ', ['<span>complains of</span> <code>(nothing)</code>']],
    ['nothing at all', ' \n', ['Nothing to explain: paste the text of an error.']],
    [
      'HTML',
      'Error response from daemon: <img src=x onerror="alert(1)"></code>',
      ['<code>&lt;img src=x onerror=&quot;alert(1)&quot;&gt;&lt;/code&gt;</code>'],
    ],
    ['escape sequences', 'ctr: \x1b[31mttrpc: \x1b]0;title\x07closed', ['<code>ttrpc: closed</code>', '#shim-killed']],
    ['a bidirectional control', 'ctr: \u202ettrpc: closed\u2066', ['<code>ttrpc: closed</code>', '#shim-killed']],
  ])('%s', (_what, text, said) => {
    for (const part of said) expect(html(text)).toContain(part);
  });
});

describe('a long text', () => {
  const cut = 'It is longer than 65536 bytes; only its beginning was read.';
  it.each<[string, string, boolean]>([
    ['at the limit is read', `${'x'.repeat(65_524)}ttrpc closed`, false],
    ['is read to the limit, and that is told', `${'x'.repeat(65_525)}ttrpc closed`, true],
    ['is measured in bytes, and no character is cut', `ttrpc: closed ${'é'.repeat(40_000)}`, true],
  ])('%s', (_what, text, isCut) => {
    const answered = html(text);
    expect(answered.includes(cut)).toBe(isCut);
    expect(answered).not.toContain('\ufffd');
  });
  it('is known by its beginning only', () => {
    expect(html(`ttrpc: closed ${'x'.repeat(70_000)}`)).toContain('#shim-killed');
    expect(html(`${'x'.repeat(70_000)} ttrpc: closed`)).not.toContain('#shim-killed');
  });
});
