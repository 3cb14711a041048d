import { describe, expect, test } from 'vitest';
import { runScript } from './run-script.ts';
import { answers, StubNode } from './stub-node.ts';
import { busyboxFolder, presentUserlands } from './userlands.ts';

using busybox = busyboxFolder();

/** A client that answers only without a terminal, and one that answers only on one. */
const notWithTerminal =
  'case "$*" in *" -t "*) echo "open /dev/pts/0: operation not permitted" >&2; exit 1 ;; *) ok ;; esac';
const needsTerminal = 'case "$*" in *" -t "*) [ -t 1 ] && ok ;; *) ok ;; esac';

const auto = { ED_FAMILY: 'docker', ED_TERMINAL: '' };
const terminals = ({ evidence }: Awaited<ReturnType<typeof runScript>>) =>
  evidence.terminals.map(({ subject, layer, seen, attempt }) => `${subject} ${layer} ${seen} ${attempt}`).toSorted();
const all = ['ctr', 'docker', 'runc']
  .flatMap((layer) => [`control ${layer} true 1`, `target ${layer} true 1`])
  .toSorted();

const withScript = () => new StubNode().program('root/usr/bin/script', '/usr/bin/script');

describe.concurrent('with a terminal', { timeout: 30_000 }, () => {
  for (const { name, shell, path } of presentUserlands) {
    test(`each client that has one is given one, by ${name}`, async () => {
      using node = withScript().all('target', ['runc', 'ctr'], needsTerminal);
      const run = await runScript(node, { shell, parameters: { ...auto, ...path(busybox.path) } });
      expect(terminals(run)).toEqual(all);
      expect(run.left).toEqual([]);
      const ctr = run.evidence.terminals.find(({ layer, subject }) => layer === 'ctr' && subject === 'target');
      // as a person would type it
      expect(ctr?.command.slice(0, 8).join(' ')).toMatch(/ctr -a .* -n moby tasks exec -t$/);
    });
  }
  test('what fails is tried once more', async () => {
    using node = withScript().does('docker', 'target', notWithTerminal);
    const run = await runScript(node, { parameters: auto });
    expect(terminals(run)).toEqual(
      [
        ...all.filter((row) => row !== 'target docker true 1'),
        'target docker false 1',
        'target docker false 2',
      ].toSorted(),
    );
    const [failed] = run.evidence.terminals.filter(({ seen }) => !seen);
    expect(failed?.err).toContain('/dev/pts/0: operation not permitted');
    expect(run.briefRecords.filter(({ r }) => r === 'terminal')).toHaveLength(7);
  });
  test('one that hangs is ended, with what it was given the terminal by', async () => {
    using node = withScript().does(
      'ctr',
      'target',
      `case "$*" in *" -t "*) trap '' HUP TERM; while :; do sleep 0.2; done ;; *) ok ;; esac`,
    );
    const run = await runScript(node, { parameters: auto });
    expect(run.evidence.terminals.find(({ end }) => end === 'timeout')).toMatchObject({
      layer: 'ctr',
      subject: 'target',
    });
    expect(run.left).toEqual([]);
  });
  test('where something fails without one, none is asked for', async () => {
    using node = withScript().does('ctr', 'target', answers.fail);
    expect(terminals(await runScript(node, { parameters: auto }))).toEqual([]);
  });
  test('unless it is wanted: then where it works without', async () => {
    using node = withScript().does('ctr', 'target', answers.fail);
    const run = await runScript(node, { parameters: { ...auto, ED_TERMINAL: '1' } });
    expect(terminals(run)).toEqual(all.filter((row) => row !== 'target ctr true 1'));
  });
  test('after several passes too', async () => {
    using node = withScript();
    const run = await runScript(node, { parameters: { ...auto, ED_REPEAT: '2', ED_SECOND: '' } });
    expect(terminals(run)).toEqual(all);
    expect(run.lines.length, run.stdout).toBe(run.records.length);
  });
  test('a node without script(1): what needs it is not asked', async () => {
    using node = new StubNode();
    expect(terminals(await runScript(node, { parameters: auto }))).toEqual([
      'control docker true 1',
      'target docker true 1',
    ]);
  });
});
