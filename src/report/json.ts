import type { Outcome, Probe } from '../model/probe.ts';
import type { CommandResult, LeftBehind, Report, SecondOpinion } from '../model/report.ts';
import { type RuntimeFamilyName, runtimeFamilies } from '../model/runtime-family.ts';
import type { Target } from '../model/target.ts';
import { avoidanceSentence } from '../model/verdict.ts';
import { encodeRecord } from '../records/record.ts';
import { cleanReport } from './clean-report.ts';
import { stepDocument } from './step.ts';

/**
 * The report as other programs read it; docs/report.schema.json describes it. Every key is always there, null where it
 * has no value. A key may be added within a version; none is removed, renamed or given another meaning.
 */
export function reportDocument(report: Report) {
  const cleaned = cleanReport(report);
  return {
    apiVersion,
    kind: 'Report',
    startedAt: cleaned.startedAt,
    durationMs: cleaned.durationMs,
    toolVersion: cleaned.toolVersion,
    fromFile: cleaned.fromFile,
    context: cleaned.context,
    target: target(cleaned.target),
    node: cleaned.target.node,
    callChain: runtimeFamilies.find((family) => family.name === cleaned.target.runtime)?.layers ?? [],
    probes: cleaned.probes.map(probe),
    terminals: cleaned.terminals.map(probe),
    repeats: cleaned.repeats.map(({ name, ...row }) => ({ layer: name, ...row })),
    crossChecks: cleaned.crossChecks.map(({ name, outcome }) => ({ name, ...outcomeFields(outcome) })),
    verdict: verdict(cleaned),
    findings: cleaned.findings,
    since: cleaned.since,
    changedBefore: cleaned.changedBefore,
    inventory: cleaned.inventory,
    breaksNext: cleaned.breaksNext,
    surroundings: surroundings(cleaned.surroundings),
    kubelet: cleaned.kubelet,
    secondOpinions: cleaned.secondOpinions.map(secondOpinion),
    stacks: cleaned.stacks,
    userCommand: cleaned.command.map(userCommand),
    leftBehind: cleaned.leftBehind.map((left) => leftBehindDocument(left, cleaned.target.runtime)),
    transport: transport(cleaned.transport),
    logs: cleaned.logs,
    facts: cleaned.facts,
    observed: observed(cleaned.observed),
  };
}

/** Of every document; another one where a key was removed, renamed or given another meaning. */
export const apiVersion = 'exec-doctor/v1beta2';

/** What a run left, for other programs. */
export const leftBehindDocument = ({ what, remove, node }: LeftBehind, runtime: RuntimeFamilyName) => ({
  ...{ what, node },
  remove: stepDocument(remove, runtime),
});

function verdict({ verdict: { nextSteps, remedy, wayIn, avoid, ...rest }, target: { runtime } }: Report) {
  return {
    ...rest,
    avoid: avoid.map(avoidanceSentence),
    nextSteps: nextSteps.map((step) => stepDocument(step, runtime)),
    remedy: remedy && { ...remedy, step: stepDocument(remedy.step, runtime) },
    wayIn: wayIn && stepDocument(wayIn, runtime),
  };
}

function target({ node, ...rest }: Target) {
  return { ...rest, node: node.name };
}

function surroundings({ successor, ...rest }: Report['surroundings']) {
  return { ...rest, successor: successor && { group: null, kind: null, name: null, ...successor } };
}

function transport(facts: Report['transport']) {
  if (facts.kind === 'pod') return { ...facts, to: null };
  const pod = { namespace: null, ownNamespace: null, pod: null, image: null, imageFrom: null };
  return { ...facts, ...pod, userland: 'host', failure: null };
}

function probe({ name, subject, command, outcome, flaky, atFirst }: Probe) {
  const failed = atFirst ? outcomeFields(atFirst) : null;
  return { layer: name, subject, ...outcomeFields(outcome), command, flaky, atFirst: failed };
}

function secondOpinion({ probes, ...container }: SecondOpinion) {
  return {
    ...container,
    probes: probes.map(({ name, command, outcome }) => ({ layer: name, ...outcomeFields(outcome), command })),
  };
}

function userCommand({ probe, ...result }: CommandResult) {
  const skipped = result.outcome === 'skipped';
  return {
    layer: probe,
    ...result,
    durationMs: skipped ? null : result.durationMs,
    reason: skipped ? result.reason : null,
  };
}

function observed({ records, rounds, ...rest }: Report['observed']) {
  return { ...rest, records: records.map(encodeRecord), rounds: rounds.map(probe) };
}

/** An outcome with every key that one may have. */
export function outcomeFields(outcome: Outcome) {
  return {
    outcome: outcome.kind,
    durationMs: outcome.kind === 'skipped' ? null : outcome.durationMs,
    method: outcome.kind === 'ok' ? outcome.method : null,
    exitCode: outcome.kind === 'error' ? outcome.exitCode : null,
    text: outcome.kind === 'error' ? outcome.text : outcome.kind === 'ok' ? (outcome.more ?? null) : null,
    reason: outcome.kind === 'skipped' ? outcome.reason : null,
  };
}

/** The report for programs, with a line feed at its end. */
export function renderJson(report: Report): string {
  return toJSON(reportDocument(report));
}

/** A document with a line feed at its end. */
export const toJSON = (document: object): string => `${JSON.stringify(document, null, 2)}\n`;
