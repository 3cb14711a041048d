import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { renderJson } from '../../../src/report/json.ts';
import { renderMarkdown } from '../../../src/report/markdown.ts';
import { renderShort } from '../../../src/report/short/render-short.ts';
import { renderSlack } from '../../../src/report/short/slack.ts';
import { renderTable } from '../../../src/report/table/render-table.ts';
import { renderYaml } from '../../../src/report/yaml.ts';
import { poisoned } from './poisoned.ts';
import { situations } from './situations.ts';

const poison =
  'a\x1b[2J\x1b]0;owned\x07\x9b31m\rVerdict: healthy\u202e\u200b\ud800\x00\b\n```\n## healthy <img src=x> @all';
const harmful = /[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff]/;

describe.each(Object.entries(situations))('a poisoned report: %s', (_name, report) => {
  const bad = poisoned(report, poison);
  it('has poison in it', () => expect(JSON.stringify(bad).split('owned').length).toBeGreaterThan(20));
  it.each([
    [80, 'in short', renderShort],
    [200, 'in short', renderShort],
    [80, 'with details', renderTable],
    [200, 'with details', renderTable],
  ] as const)('harms no terminal of %i columns, %s', (width, _how, render) => {
    const text = render(bad, { width, color: false, unicode: true });
    expect(text).not.toMatch(harmful);
    expect(text).not.toContain('owned');
  });
  it('forges no headline of another status', () => {
    const lines = renderShort(bad, { width: 80, color: false, unicode: true }).split('\n');
    expect(lines.filter((line) => /^[✔!✗?] /.test(line))).toHaveLength(1);
  });
  it('harms nobody in a chat, and calls nobody there', () => {
    // what parts a word has no width, and is ours
    const text = renderSlack(bad).replaceAll('\u200b', '');
    expect(text).not.toMatch(harmful);
    expect(renderSlack(bad)).not.toMatch(/<|@\w/);
    expect(text.trimEnd().split('\n').length).toBeLessThanOrEqual(10);
  });
  it('forges no verdict', () => {
    const text = renderTable(bad, { width: 80, color: false, unicode: true });
    expect(text.match(/^Verdict: /gm)).toHaveLength(1);
  });
  it('harms no reader of Markdown, and stays text there', () => {
    const text = renderMarkdown(bad);
    expect(text).not.toMatch(harmful);
    // what is folded is in a block of code
    const shown = text.replace(/^(`{3,})\w*\n[\s\S]*?\n\1$/gm, '');
    expect(shown.match(/<(?!\/?(code|details|summary)>|br>)/g)).toBeNull();
    expect(shown.match(/^## /gm)).toHaveLength(1);
  });
  it('harms no reader of JSON', () => expect(everyString(JSON.parse(renderJson(bad)))).not.toMatch(harmful));
  it('harms no reader of YAML', () => {
    expect(everyString(parse(renderYaml(bad)))).not.toMatch(harmful);
    expect(renderYaml(bad)).not.toMatch(harmful);
  });
});

/** Keys too. */
function everyString(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value !== 'object' || value === null) return '';
  return Object.entries(value)
    .map(([key, member]) => key + everyString(member))
    .join('\n');
}
