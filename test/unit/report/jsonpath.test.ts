import { describe, expect, it } from 'vitest';
import { Problem } from '../../../src/model/problem.ts';
import { fillTemplate, readTemplate } from '../../../src/report/jsonpath.ts';

const document = {
  kind: 'Report',
  verdict: { status: 'fault', layer: 'shim', certain: true, cause: null, suspects: ['shim', 'runc'] },
  probes: [
    { layer: 'ctr', outcome: 'hang', durationMs: 10_000 },
    { layer: 'runc', outcome: 'ok', durationMs: 31 },
  ],
  facts: { 'target.shim.program': '/usr/bin/shim', 'cpu-max': '10' },
};

describe('a template makes of a report', () => {
  it.each([
    ['{.verdict.layer}', 'shim'],
    ['{$.verdict.layer}', 'shim'],
    ['{@.verdict.layer}', 'shim'],
    ["{.verdict['layer']}", 'shim'],
    ['.verdict.layer', 'shim'],
    ['verdict.layer', 'shim'],
    ['{ .kind }: {.verdict.status}{"\\n"}', 'Report: fault\n'],
    ["{'a'}{\"\\t\"}{'b'}", 'a\tb'],
    ['{.verdict.certain} {.probes[1].durationMs}', 'true 31'],
    ['[{.verdict.cause}{.nothing.there}]', '[]'],
    ['{.verdict.suspects}', '["shim","runc"]'],
    ['{.verdict.suspects[*]}', 'shim runc'],
    ['{.probes[*].layer}', 'ctr runc'],
    ['{.probes[-1].layer}', 'runc'],
    ['{.probes[0:1].layer}', 'ctr'],
    ["{.probes[0]['layer','outcome']}", 'ctr hang'],
    ['{..durationMs}', '10000 31'],
    ['{.probes[?(@.outcome=="hang")].layer}', 'ctr'],
    ['{.probes[?(@.durationMs>1000.5)].layer}', 'ctr'],
    ['{.probes[?(@.layer=="a}b")].layer}', ''],
    ['{range .probes[*]}{.layer}={.outcome},{$.kind}{"\\n"}{end}', 'ctr=hang,Report\nrunc=ok,Report\n'],
    ['{.facts.cpu-max}', '10'],
    ['{..cpu-max}', '10'],
    ['{.facts.target\\.shim\\.program}', '/usr/bin/shim'],
    ["{.facts['target.shim.program']}", '/usr/bin/shim'],
  ])('%s', (template, text) => expect(fillTemplate(readTemplate(template), document)).toBe(text));

  it('{.}: all of it, as JSON', () =>
    expect(JSON.parse(fillTemplate(readTemplate('{.}'), document))).toEqual(document));
});

describe('a template that cannot be read', () => {
  it.each([
    ['{.verdict', 'cannot be read from "{.verdict" on'],
    ['{.a}}', 'cannot be read from "}" on'],
    ['{.probes[}', '{.probes[}'],
    ['{.probes[?(@.x==)]}', '{.probes[?(@.x==)]}'],
    ['{verdict.layer}', 'did you mean {.verdict.layer}?'],
    ['{}', 'is no path'],
    ['{range .probes[*]}{.layer}', 'a {range} has no {end}'],
    ['{.kind}{end}', '{end} has no {range}'],
  ])('%s', (template, said) => {
    const read = () => readTemplate(template);
    expect(read).toThrow(Problem);
    expect(read).toThrow(said);
  });
});
