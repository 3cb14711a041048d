import { existsSync, readFileSync } from 'node:fs';
import { afterAll, describe, expect, test } from 'vitest';
import { runScript } from './run-script.ts';
import { StubNode } from './stub-node.ts';
import { busyboxFolder, presentUserlands } from './userlands.ts';

const busybox = busyboxFolder();
afterAll(() => busybox[Symbol.dispose]());

/** Each would make a file if any shell took it for code. */
const hostile = (file: string): Record<string, string> => ({
  'a substitution': `$(touch ${file})`,
  backticks: `\`touch ${file}\``,
  'a quote that ends': `"; touch ${file}; "`,
  'a single quote that ends': `'; touch ${file}; '`,
  'an index with code': `a[$(touch ${file})]`,
  'another line': `x\ntouch ${file}\n`,
  'an option': `--pid-file=${file}`,
  'a glob': '/*',
  'a backslash': '\\',
  nothing: '',
  'a lot': 'x/'.repeat(50_000),
});

/** What differs between shells: patterns, arithmetic, options. */
const worst = ['a substitution', 'an index with code', 'another line', 'a lot'];

/** Of these nothing, too, is a value. */
const optional = ['ED_CONTROL', 'ED_SECOND', 'ED_FIFO_DIR_UID', 'ED_USERLAND', 'ED_BRIEF_BYTES'];
const required = ['ED_RUN_ID', 'ED_TARGET', 'ED_FAMILY', 'ED_PROBE_TIMEOUT_MS', 'ED_DEADLINE_MS', 'ED_LINGER_S'];
/** These are only compared with something. */
const compared = ['ED_FORCE', 'ED_DUMP_STACKS', 'ED_INIT'];

for (const { name: userland, shell, path } of presentUserlands) {
  describe.concurrent(`parameters, by ${userland}`, { timeout: 120_000 }, () => {
    const ordinary = { ED_FAMILY: 'docker', ED_CONTROL: '', ...path(busybox.path) };

    for (const name of shell[0] === 'dash'
      ? [...required, ...optional]
      : ['ED_TARGET', 'ED_SECOND', 'ED_DEADLINE_MS']) {
      test(`${name} is never code, and a bad one is told`, async () => {
        for (const [kind, value] of Object.entries(hostile('OWNED'))) {
          if (shell[0] !== 'dash' && !worst.includes(kind)) continue;
          if (kind === 'nothing' && optional.includes(name)) continue;
          using node = new StubNode();
          const file = node.path('owned');
          const parameters = { ...ordinary, [name]: value.replaceAll('OWNED', file) };
          const run = await runScript(node, { shell, parameters });
          expect(existsSync(file), kind).toBe(false);
          expect(run.facts, kind).toEqual({ 'script.problem': `${name} is not a value that it can have` });
          expect(run.exitCode, kind).toBe(2);
          expect(run.briefRecords, kind).toContainEqual({ r: 'end', overdue: 1 });
          expect(node.calls, kind).toEqual([]);
        }
      });
    }

    const kinds = Object.entries(hostile('OWNED')).filter(([kind]) => shell[0] === 'dash' || worst.includes(kind));
    test.for(kinds)(`${compared.join(', ')}: %s`, async ([, value]) => {
      using node = new StubNode();
      const file = node.path('owned');
      const run = await runScript(node, {
        shell,
        parameters: {
          ...ordinary,
          ...Object.fromEntries(compared.map((name) => [name, value.replaceAll('OWNED', file)])),
        },
      });
      expect(existsSync(file)).toBe(false);
      expect(run.lines.length, run.stdout).toBe(run.records.length);
      expect(run.exitCode).toBe(0);
    });

    test("the user's command arrives byte for byte", async () => {
      using node = new StubNode();
      const words = Object.values(hostile(node.path('owned'))).map((word) => word.slice(0, 90_000));
      const run = await runScript(node, {
        shell,
        parameters: { ED_FAMILY: 'docker', ED_EVERY_LAYER: '1', ...path(busybox.path) },
        command: words,
      });
      for (const layer of ['runc', 'ctr', 'docker']) {
        const arrived = readFileSync(node.path(`stubs/${layer}.words`), 'utf8')
          .split('\0')
          .slice(0, -1);
        expect(arrived.slice(-words.length), layer).toEqual(words);
      }
      expect(existsSync(node.path('owned'))).toBe(false);
      expect(run.lines.length).toBe(run.records.length);
      expect(Math.max(...run.lines.map((line) => line.length))).toBeLessThan(8192);
      expect(run.evidence.commands.map(({ layer, end, code }) => [layer, end, code])).toEqual([
        ['runc', 'exited', 0],
        ['ctr', 'exited', 0],
        ['docker', 'exited', 0],
      ]);
    });
  });
}

test('with a mark that is none nothing is said', async () => {
  using node = new StubNode();
  const run = await runScript(node, { parameters: { ED_MARK: '"}\n' } });
  expect(run.stdout).toBe('');
  expect(run.exitCode).toBe(2);
});
