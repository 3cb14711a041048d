import { describe, expect, it } from 'vitest';
import { circles, imports } from './imports.ts';
import { regexApplications } from './regex-applications.ts';

const graph = (takes: (typesOnly: boolean) => boolean) =>
  new Map([...imports].map(([file, of]) => [file, of.filter((one) => takes(one.typesOnly)).map(({ from }) => from)]));
const folderOf = (file: string) => file.split('/').slice(0, 2).join('/');

describe('imports', () => {
  it('are found, and lead to files of src', () => {
    expect([...imports.values()].flat().length).toBeGreaterThan(1_000);
    expect([...imports.values()].flat().filter(({ from }) => !imports.has(from))).toEqual([]);
  });

  // Each is taken off this list when it is broken; there is to be no other.
  it('go round in no circle when the program runs, but for three', () =>
    expect(circles(graph((typesOnly) => !typesOnly)).toSorted()).toEqual([
      ['src/cluster/credential-plugin.ts', 'src/cluster/credentials.ts'],
      ['src/cluster/no-proxy.ts', 'src/cluster/proxy.ts'],
      [
        // the catalogue has entries that ask for what was seen, and texts are known by the catalogue
        'src/diagnosis/opinions.ts',
        'src/diagnosis/same-complaint.ts',
        'src/diagnosis/sightings/probes.ts',
        'src/signatures/catalogue.ts',
        'src/signatures/match-text.ts',
        'src/signatures/own-run.ts',
      ],
    ]));

  it('of types go round between these folders only, and between no more files than these', () => {
    const found = circles(graph(() => true)).map((files) => ({
      files: files.length,
      folders: [...new Set(files.map(folderOf))],
    }));
    const known = [
      // the codes of failures are a type that is made of the catalogue, whose entries are functions of an observation
      { files: 99, folders: ['src/diagnosis', 'src/model', 'src/signatures'] },
      { files: 12, folders: ['src/cluster'] },
      { files: 3, folders: ['src/run'] },
      { files: 2, folders: ['src/run'] },
      { files: 2, folders: ['src/target'] },
      { files: 2, folders: ['src/cluster'] },
    ];
    const isKnown = (one: (typeof found)[number]) =>
      known.some(({ files, folders }) => one.files <= files && one.folders.join() === folders.join());
    expect(found.filter((one) => !isKnown(one))).toEqual([]);
    expect(found.length).toBeLessThanOrEqual(known.length);
  });

  it('of the diagnosis and the catalogue are none of a report or a run', () => {
    const broken = [...imports].flatMap(([file, of]) =>
      /^src\/(?:diagnosis|signatures)\//.test(file)
        ? of.filter(({ from }) => /^src\/(?:report|run)\//.test(from)).map(({ from }) => `${file}: ${from}`)
        : [],
    );
    // what it cleans was printed by others; nothing of a report is in it
    expect(broken).toEqual(['src/diagnosis/matrix.ts: src/report/clean-text.ts']);
  });
});

/**
 * What regular expressions of the diagnosis and the catalogue are applied to, and where that comes from. Our own sentences
 * are no data: whoever improves one must change no verdict.
 */
const readByPattern: Readonly<Record<string, readonly string[]>> = {
  'what a probe has printed': [
    'author.ts: text',
    'by-control.ts: outcome.text',
    'by-stream.ts: outcome.text',
    'by-way-to-kubelet.ts: text',
    'locate.ts: failing.outcome.text',
    'match-text.ts: text',
    'matrix.ts: out',
    'matrix.ts: text',
    'own-words.ts: outcome.text',
    'own-words.ts: text',
    'plain-quotes.ts: text',
    'plain-quotes.ts: …',
    'refusal.ts: outcome.text',
    'same-complaint.ts: text',
    'stream.ts: probe.outcome.text',
    'words-against-matrix.ts: failing.outcome.text',
    'words-against-matrix.ts: text',
  ],
  'what a program of the node has answered': [
    'inventory.ts: answer.out',
    'inventory.ts: line',
    'inventory.ts: text',
    'inventory.ts: …',
    'space.ts: line',
    "space.ts: word ?? ''",
    'versions.ts: said',
    'way-to-kubelet.ts: asked.err',
  ],
  'logs and stacks of daemons': [
    'recent-logs.ts: line',
    "stacks.ts: functions[0] ?? ''",
    'stacks.ts: line',
    'stacks.ts: more',
    'stacks.ts: name',
    'stacks.ts: state',
  ],
  'names and paths of the node': [
    'guard-verdict.ts: frozenAt',
    'inventory.ts: name',
    'lost-evidence.ts: name',
    'next-steps.ts: name',
    'node.ts: fact(observation, what)',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: as it stands in the source
    'processes.ts: `${waitsIn} ${stack}`',
    'thaw-steps.ts: cgroup',
    'way-in.ts: runtime',
    'way-to-kubelet.ts: name',
  ],
  'what the API server tells': [
    'changed-before.ts: message',
    "since.ts: node.ready?.message ?? ''",
    'start-failure-author.ts: text',
    'versions.ts: target.node.runtimeVersion',
  ],
};

it('no pattern of the diagnosis reads what this program wrote', () =>
  expect(regexApplications(['src/diagnosis', 'src/signatures'])).toEqual(
    Object.values(readByPattern).flat().toSorted(),
  ));
