import type { Probe } from '../model/probe.ts';
import type { Report } from '../model/report.ts';
import { type Evidence, sortRecords } from '../records/evidence.ts';
import type { RecordOf } from '../records/record.ts';
import { outcomeNote, outcomeText } from '../report/outcome-text.ts';
import { shellWords } from '../report/shell-words.ts';
import { moreWarnings } from '../report/table/evidence-block.ts';
import type { DescribedFile } from './archive.ts';

const ofProbe = 'a probe each: its command, what it printed and how it ended';
const ofStacks =
  'where the processes on the way wait in the kernel; with --dump-stacks, where the goroutines of the daemons do';

/** What the run has seen, as it was printed, in files for people; those that there is something for. */
export function evidenceFiles(report: Report): readonly DescribedFile[] {
  const evidence = sortRecords(report.observed.records);
  return [
    ...throughApiServer(report),
    ...onNode(evidence),
    ...answers(evidence),
    ...logs(evidence),
    ...stacks(evidence),
    ...commands(report),
    ...events(report),
  ].map((file) => ({ ...file, name: `evidence/${file.name}` }));
}

function throughApiServer({ probes, terminals }: Report): DescribedFile[] {
  const withName = (kind: string, asked: readonly Probe[]) =>
    asked
      .filter(({ name, command }) => name === 'kubectl' && command.length > 0)
      .map(({ subject, command, outcome }) => ({
        name: `probes/${subject}-kubectl${kind}.txt`,
        text: `$ ${shellWords(command)}\n${outcomeText(outcome)}${outcome.kind === 'error' ? `\n${outcome.text}` : noted(outcome)}\n`,
        about: ofProbe,
      }));
  return [...withName('', probes), ...withName('-terminal', terminals)];
}

const noted = (outcome: Probe['outcome']): string => {
  const note = outcomeNote(outcome);
  return note === null ? '' : `\n${note}`;
};

type Asked = RecordOf<'probe'> | RecordOf<'passage'> | RecordOf<'terminal'> | RecordOf<'stream'>;

/** All passes and attempts of a probe in one file. */
function onNode({ passes, passages, terminals, streams }: Evidence): DescribedFile[] {
  const rows: readonly Asked[] = [...passes, ...passages, ...terminals, ...streams];
  const kind = ({ r }: Asked) => (r === 'probe' ? '' : `-${r}`);
  const byProbe = Map.groupBy(rows, (row) => `${row.subject}-${row.layer}${kind(row)}`);
  return [...byProbe].map(([name, asked]) => ({
    name: `probes/${name}.txt`,
    text: asked.map(answered).join('\n'),
    about: ofProbe,
  }));
}

const answers = (evidence: Evidence): DescribedFile[] =>
  [...Map.groupBy(evidence.answers, ({ name }) => fileName(name))].map(([name, rows]) => ({
    name: `answers/${name}.txt`,
    text: rows.map(answered).join('\n'),
    about: 'questions that are no probes: the command, and what it printed',
  }));

/** As a terminal would have shown it. */
function answered(row: Asked | RecordOf<'answer'>): string {
  const ended = row.end === 'timeout' ? 'no answer' : row.code === null ? 'ended by a signal' : `exit ${row.code}`;
  const told = [row.out, row.err].filter((text) => text !== '').map((text) => `${text.trimEnd()}\n`);
  return `$ ${shellWords(row.command)}\n${told.join('')}(${ended}, ${row.ms} ms)\n`;
}

const logs = (evidence: Evidence): DescribedFile[] =>
  [...Map.groupBy(evidence.logs, ({ of }) => of)].map(([of, lines]) => ({
    name: `logs/${of}.txt`,
    text: `${lines.map(({ v }) => v).join('\n')}\n`,
    about: 'the last lines of trouble that each daemon wrote',
  }));

function stacks({ goroutines, processes }: Evidence): DescribedFile[] {
  const dumps = [...Map.groupBy(goroutines, ({ of }) => of)].map(([of, pieces]) => ({
    name: `stacks/${of}.txt`,
    text: pieces.map(({ v }) => v).join(''),
    about: ofStacks,
  }));
  if (processes.length === 0) return dumps;
  return [...dumps, { name: 'stacks/processes.txt', text: processes.map(processText).join('\n'), about: ofStacks }];
}

const processText = ({ name, pid, role, of, state, threads, waitsIn, stack }: RecordOf<'process'>): string =>
  `${name}: process ${pid}, ${[role, of].filter(Boolean).join(' of ')}, state ${state}, threads ${threads ?? 'unknown'}, waits in ${waitsIn || 'unknown'}\n${stack && `${stack.trimEnd()}\n`}`;

const commands = ({ command }: Report): DescribedFile[] =>
  command
    .filter(({ outcome }) => outcome !== 'skipped')
    .map((run) => ({
      name: `command/${run.probe}.txt`,
      text: `$ ${shellWords(run.command)}\n(${run.outcome}, exit ${run.exitCode ?? 'unknown'}, ${run.durationMs} ms)\n--- stdout\n${run.stdout.trimEnd()}\n--- stderr\n${run.stderr.trimEnd()}\n`,
      about: 'the command of the user, as it was run at this layer',
    }));

function events({ surroundings }: Report): DescribedFile[] {
  const { warnings } = surroundings;
  if (warnings.length === 0) return [];
  const line = ({ lastSeen, about, from, count, reason, message }: (typeof warnings)[number]) =>
    `${lastSeen ?? '-'} ${about} ${count}x ${reason}${from && `, from ${from}`}: ${message}`;
  const about =
    'events of the last hour that warn of the pod or its node; who may write events there could have written them';
  return [
    { name: 'events.txt', text: `${[...warnings.map(line), ...moreWarnings(surroundings)].join('\n')}\n`, about },
  ];
}

/** The script's words are names of files; a stranger's need not be. */
const fileName = (name: string): string => name.replace(/[^\w-]/g, '_').slice(0, 60) || '_';
