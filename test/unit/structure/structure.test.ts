import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { catalogue } from '../../../src/knowledge/index.ts';
import { eachHolds } from '../../each-holds.ts';
import { circles, imports } from './imports.ts';
import { regexApplications } from './regex-applications.ts';

const graph = (takes: (typesOnly: boolean) => boolean) =>
  new Map([...imports].map(([file, of]) => [file, of.filter((one) => takes(one.typesOnly)).map(({ from }) => from)]));

describe('imports', () => {
  it('are found, and lead to files of src', () => {
    expect([...imports.values()].flat().length).toBeGreaterThan(1_000);
    expect([...imports.values()].flat().filter(({ from }) => !imports.has(from))).toEqual([]);
  });

  it('go round in no circle when the program runs', () =>
    expect(circles(graph((typesOnly) => !typesOnly))).toEqual([]));

  it('of types go round in no circle either', () => expect(circles(graph(() => true))).toEqual([]));

  const above: Readonly<Record<string, RegExp>> = {
    'src/model/code.ts': /./,
    'src/model/': /^src\/(evidence|knowledge|diagnosis|report|run|survey)\//,
    'src/evidence/': /^src\/(knowledge|diagnosis|report|run|survey)\//,
    'src/knowledge/': /^src\/(diagnosis|report|run|survey)\//,
    'src/diagnosis/': /^src\/(report|run|survey)\//,
  };
  it.each(Object.entries(above))('of %s are none of what is above it', (place, forbidden) =>
    expect(
      [...imports].flatMap(([file, of]) =>
        file.startsWith(place)
          ? of.filter(({ from }) => forbidden.test(from)).map(({ from }) => `${file}: ${from}`)
          : [],
      ),
    ).toEqual([]),
  );

  it('of explain lead to no diagnosis when it runs', () => {
    const reached = new Set([...imports.keys()].filter((file) => file.startsWith('src/explain/')));
    // a set hands out what is added to it meanwhile
    for (const file of reached) for (const one of imports.get(file) ?? []) if (!one.typesOnly) reached.add(one.from);
    expect([...reached].filter((file) => file.startsWith('src/diagnosis/'))).toEqual([]);
  });
});

describe('what is known of a failure', () => {
  /** Which other failures are not the cause beside it is its own knowledge; and a rule of the diagnosis may have the same name. */
  const known = (text: string) => text.replace(/\bbeats: \[[^\]]*\]|\bid: '[^']*'/g, '');
  /** Rows of where a text comes from, which may be called as the failure is that the text tells of. */
  const ofOrigins = ['src/diagnosis/error-origin.ts', 'src/diagnosis/start-failure-origin.ts'];
  const sources = [...imports.keys()]
    .filter((file) => file !== 'src/model/code.ts' && !ofOrigins.includes(file))
    .map((file) => ({ file, text: known(readFileSync(file, 'utf8')) }));
  it('is in one file', () =>
    eachHolds(
      catalogue,
      ({ code }) => code,
      ({ code }) => {
        const literal = new RegExp(`(['"\`])${code}\\1`);
        const files = sources.filter(({ text }) => literal.test(text)).map(({ file }) => file);
        expect(files).toEqual([expect.stringMatching(/^src\/knowledge\/(?!detectors\/)/)]);
      },
    ));
});

/**
 * What regular expressions of the diagnosis and the catalogue are applied to, and where that comes from. Our own sentences
 * are no data: whoever improves one must change no verdict.
 */
const readByPattern: Readonly<Record<string, readonly string[]>> = {
  'what a probe has printed': [
    'error-origin.ts: outcome.text',
    'error-origin.ts: text',
    'execve.ts: line',
    'execve.ts: said',
    'execve.ts: words',
    'missing-runtime.ts: text',
    'chosen-names.ts: text',
    'chosen-names.ts: words',
    'container.ts: hierarchyIn(probe)',
    'container.ts: one',
    'container.ts: outcome.text',
    'control.ts: outcome.text',
    'stream-server.ts: outcome.text',
    'api-path.ts: text',
    'kubelet-connection.ts: text',
    'certainty.ts: failing.outcome.text',
    'match-text.ts: text',
    'probe-matrix.ts: out',
    'probe-matrix.ts: text',
    'match-text.ts: …',
    'second-opinions.ts: it',
    'second-opinions.ts: text',
    'side-probes.ts: probe.outcome.text',
    'speaker.ts: outcome.text',
    'speaker.ts: text',
    'stale-complaint.ts: line.slice(begin)',
    'words-of-runc.ts: outcome.text',
    'words-of-runc.ts: probe.outcome.text',
  ],
  'what a program of the node has answered': [
    'inventory.ts: answer.out',
    'inventory.ts: line',
    'inventory.ts: text',
    'inventory.ts: …',
    'kubelet-connection.ts: asked.err',
    'limits.ts: line',
    "limits.ts: word ?? ''",
    'disagreements.ts: said',
  ],
  'logs and stacks of daemons': [
    'daemon-logs.ts: line',
    'recent-logs.ts: line',
    "stacks.ts: functions[0] ?? ''",
    'stacks.ts: line',
    'stacks.ts: more',
    'stacks.ts: name',
    'stacks.ts: state',
  ],
  'names and paths of the node': [
    'guard.ts: frozenAt',
    'cgroup-file.ts: cgroup',
    'inventory.ts: name',
    'next-steps.ts: name',
    'node-pressure.ts: line',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: as it stands in the source
    'processes.ts: `${waitsIn} ${stack}`',
    'remedy.ts: name',
    'shell-access.ts: runtime',
    'thaw-steps.ts: cgroup',
    'kubelet-connection.ts: name',
    'limits.ts: at',
  ],
  'what the API server tells': [
    'changes.ts: message',
    'kubelet-connection.ts: outcome.text',
    "onset.ts: node.ready?.message ?? ''",
    'start-failure-origin.ts: text',
    'disagreements.ts: target.node.runtimeVersion',
  ],
};

it('no pattern of the diagnosis reads what this program wrote', () =>
  expect(regexApplications(['src/diagnosis', 'src/evidence', 'src/knowledge'])).toEqual(
    Object.values(readByPattern).flat().toSorted(),
  ));
