import { describe, expect, it } from 'vitest';
import { renderMarkdown } from '../../../src/report/markdown.ts';
import { renderSurveyMarkdown } from '../../../src/report/survey/markdown.ts';
import { error, report, skipped } from './build-report.ts';
import { poisoned } from './poisoned.ts';
import { situations } from './situations.ts';
import { survey, works } from './survey/surveys.ts';

const markdown = (situation: string) => renderMarkdown(situations[situation] ?? report());

describe('a ticket', () => {
  it.each<[string, RegExp]>([
    [
      'begins with what is the matter, and with whom',
      /^## default\/nginx1 \(nginx\): The shim of this container .*\n\n- /,
    ],
    ['says when it began', /^- \*\*since\*\*: 03:08 UTC \(4m ago\)/m],
    ['has a row a probe', /^\| ctr \| \*\*HANG &#62;10\.0s\*\* \| ok \S+ \| <code>ctr /m],
    [
      'says what not to do above what to do',
      /^- \*\*Don't\*\* restart containerd: it serves others\n- \*\*Don't\*\* repeat .*\n\n\*\*Shell\*\* on node node1, as root:/m,
    ],
    [
      'has commands in blocks, to be copied',
      /^\*\*Fix\*\* ends all of nginx1, and nothing else\. Loses the log of container nginx \(not saved\):\n\n```sh\nkubectl delete pod -n default nginx1\n```$/m,
    ],
    ['says who is affected', /^- \*\*affected\*\*: This container only, /m],
    ['says who is next', /^- \*\*restarts\*\*: default\/nginx1 \(container nginx\) is restarted /m],
    ['says who can repair it', /^- \*\*owner\*\*: whoever runs the nodes$/m],
    ['has all else folded', /^<details><summary>All evidence<\/summary>\n\n```text\nWhen: /m],
  ])('%s', (_, text) => expect(markdown('shim hangs')).toMatch(text));

  it('tells what went wrong in the row of it', () => {
    const text = renderMarkdown(report({ target: { docker: error('no | such @thing', 3), runc: skipped('no runc') } }));
    expect(text).toContain('| **error 0.04s**<br>exit 3: no &#124; such &#64;&#8203;thing |');
    expect(text).toContain('| skipped: no runc |');
  });

  it('holds any number of backticks', () => {
    // 64 KiB of each of ten outputs
    const line = '` '.repeat(32_768);
    const logs = Array.from({ length: 10 }, () => ({ of: 'containerd', line }) as const);
    expect(renderMarkdown(report({ logs }))).toContain('` ` `');
    const most = '`'.repeat(70);
    const text = renderMarkdown(report({ logs: [{ of: 'containerd', line: most }] }));
    expect(text).toMatch(/^`{71}text$/m);
  });

  it('is short where nothing is wrong', () =>
    expect(markdown('healthy').split('<details>')[0]?.split('\n').length).toBeLessThan(24));
});

/** As the page has it that GitHub makes of it, outside of what it leaves alone: blocks of code. */
const asShown = (text: string) =>
  text
    .replace(/^(`{3,})\w*\n[\s\S]*?\n\1$/gm, '')
    .replace(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)));

/** Where GitHub, and others that follow its specification, make a link or call somebody. */
const links: readonly RegExp[] = [
  /(?:https?|ftp):\/\//i,
  /www\./i,
  /@[a-z0-9]/i,
  /#\d/,
  /gh-\d/i,
  // https://github.github.com/gfm/#autolinks-extension-
  /[\w.+-]+@[\w-]+\.[\w.-]+/,
];

describe('the words of others are text alone', () => {
  const hostile = [
    ...[
      'http://evil.example/x',
      'HTTPS://evil.example',
      'ftp://evil.example',
      'www.evil.example',
      '(www.evil.example)',
    ],
    ...['_www.evil.example', 'WWW.evil.example', 'me@evil.example', 'mailto:me@evil.example', '@somebody', '@org/team'],
    ...['#123', 'org/repository#123', 'GH-123', 'gh-123', '[x](http://evil.example)', '<http://evil.example>'],
  ];
  it.each(hostile)('%s', (word) => {
    const text = renderMarkdown(report({ target: { docker: error(`so ${word} it is`, 3) } }));
    const visible = asShown(text).replaceAll('\u200b', '');
    expect(visible).toContain(`so ${word} it is`);
    for (const link of links) expect(asShown(text)).not.toMatch(link);
  });
  it.each(Object.entries(situations))('wherever they stand: %s', (_, situation) => {
    const text = asShown(renderMarkdown(poisoned(situation, `${hostile.join(' ')} `)));
    for (const link of links) expect(text).not.toMatch(link);
  });
  it('of a survey, too', () => {
    const words = hostile.join(' ');
    const out = { namespace: 'default', pod: 'a', container: 'b', why: words, unknown: false };
    const text = asShown(renderSurveyMarkdown({ ...survey(works(words, words)), context: words, leftOut: [out] }));
    for (const link of links) expect(text).not.toMatch(link);
  });
});
