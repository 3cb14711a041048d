import { describe, expect, it } from 'vitest';
import { read } from './documents.ts';

const [, block = ''] = /^## Try it on a fresh machine$.*?\n((?: {4}.*\n)+)/ms.exec(read('README.md')) ?? [];
const commands = block.split('\n').map((line) => line.replace(/ *#.*/, '').trim());
const ciRun = read('.ci/run');
const [, fromReadme = ''] = /^if part test sh -c '(.*)' /m.exec(ciRun) ?? [];

describe('.ci/run', () => {
  it("calls the README's test command, as it stands there", () => {
    expect(fromReadme).toMatch(/\bnpm test$/);
    expect(commands).toContain(fromReadme);
  });
  it('sets no variable that one of the tests reads', () => {
    const exported = [...ciRun.matchAll(/^\s*export (\w+)/gm)].map(([, name]) => name);
    expect(exported).toEqual(['CI', 'TEST_RESULTS']);
    expect(ciRun).not.toMatch(/^\s*[A-Z_]+=\S* (?:part|in_time) /m);
  });
});
