import { stripVTControlCharacters } from 'node:util';
import { matrixOf } from '../evidence/probe-matrix.ts';
import { isOk, type Probe, subjects } from '../model/probe.ts';
import type { RuntimeFamily } from '../model/runtime-family.ts';
import { sortRecords } from '../records/evidence.ts';
import type { NodeRecord } from '../records/record.ts';
import { seconds } from './outcome-text.ts';
import type { RenderOptions } from './render-options.ts';
import { answerCell, columnHead, table } from './short/chain.ts';
import { breakLine, displayWidth } from './wrap.ts';

/** What has come in of a run that goes on. */
export interface LiveRun {
  readonly family: RuntimeFamily;
  readonly records: readonly NodeRecord[];
  /** Through the API server, of the target and of the control. */
  readonly kubectl: readonly Probe[];
  readonly elapsedMs: number;
  readonly limitMs: number;
}

/** Of a probe that has not come to its end. */
const pending = 'pending';

/** The call chain as far as it is known, and what that means: lines to be drawn again and again, none wider than the terminal. */
export function liveLines(run: LiveRun, options: RenderOptions): readonly string[] {
  const evidence = run.records.length > 0 ? sortRecords(run.records) : null;
  const probes = matrixOf(run.family, evidence, run.kubectl, pending);
  const names = run.family.probes.filter((name) => probes.some((probe) => probe.name === name && !isSkipped(probe)));
  const rows = subjects.map((subject) => [
    subject,
    ...names.map((name) =>
      cell(
        probes.find((probe) => probe.name === name && probe.subject === subject),
        options,
      ),
    ),
  ]);
  return [
    ...table([['', ...names.map(columnHead)], ...rows], '  '),
    `  so far (${seconds(run.elapsedMs)} of ${seconds(run.limitMs)}): ${soFar(probes)}`,
  ].map((line) => cut(line, options.width - 1));
}

/** A line that wraps could not be erased; one that is cut loses its colours. */
function cut(line: string, width: number): string {
  const plain = stripVTControlCharacters(line);
  return displayWidth(plain) <= width ? line : (breakLine(plain, width)[0] ?? '');
}

const isPending = ({ outcome }: Probe): boolean => outcome.kind === 'skipped' && outcome.reason === pending;
const isSkipped = (probe: Probe): boolean => probe.outcome.kind === 'skipped' && !isPending(probe);

const cell = (probe: Probe | undefined, options: RenderOptions): string =>
  probe === undefined || isPending(probe)
    ? options.palette.dim(options.glyphs.more.padEnd(cellWidth))
    : answerCell({ probe, repeats: undefined }, options, 'with-times');

/** `✗ hangs`: so wide from the start, so that nothing moves while cells are filled. */
const cellWidth = 7;

/** How far down from the top the target's probes are still without an answer: no accusation, an observation. */
function soFar(probes: readonly Probe[]): string {
  const ofTarget = probes.filter(({ subject }) => subject === 'target');
  const names = (list: readonly Probe[]) => list.map(({ name }) => columnHead(name)).join(', ');
  const waiting = ofTarget.filter(isPending);
  const answered = ofTarget.filter(isOk);
  const failed = ofTarget.filter(({ outcome }) => outcome.kind === 'error' || outcome.kind === 'hang');
  const words = [
    answered.length > 0 ? `works by ${names(answered)}` : '',
    failed.length > 0 ? `not by ${names(failed)}` : '',
    waiting.length > 0 ? `waiting for ${names(waiting)}` : '',
  ].filter(Boolean);
  return words.join('; ');
}
