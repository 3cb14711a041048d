import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { onNode } from '../../../../src/model/step.ts';
import { type Survey, statusOfSurvey } from '../../../../src/model/survey.ts';
import { toJSON } from '../../../../src/report/json.ts';
import { renderJUnit, renderSurveyJUnit } from '../../../../src/report/junit.ts';
import { renderSurveyHtml } from '../../../../src/report/survey/html.ts';
import { surveyDocument } from '../../../../src/report/survey/json.ts';
import { renderSurveyMarkdown } from '../../../../src/report/survey/markdown.ts';
import { renderSurveyTable } from '../../../../src/report/survey/table.ts';
import { displayWidth } from '../../../../src/report/wrap.ts';
import { report, skipped } from '../build-report.ts';
import { situations } from '../situations.ts';
import { survey, surveys, works } from './surveys.ts';

type Name = keyof typeof surveys;
const healthyNow = { ...works('a'), examined: { kind: 'report', report: report() } } as const;
const table = (name: Name, width = 80) => renderSurveyTable(surveys[name], { width, color: false, unicode: true });

describe('the status of all', () => {
  it.each<[Name, string]>([
    ['healthy', 'healthy'],
    ['one of three is sick', 'fault'],
    ['was sick, and is not any more', 'inconclusive'],
    ['more than one is sick', 'fault'],
    ['one works and is of less use', 'degraded'],
  ])('%s: %s', (name, status) => expect(statusOfSurvey(surveys[name])).toBe(status));
  const out = { namespace: 'default', pod: 'd', container: 'app', why: 'No.' };
  it.each<[string, Survey, string]>([
    ["what does not run is nobody's trouble", { ...surveys.healthy, leftOut: [{ ...out, unknown: false }] }, 'healthy'],
    ['nothing is known of a node', { ...surveys.healthy, leftOut: [{ ...out, unknown: true }] }, 'inconclusive'],
    ['one failed at first, and works now', survey({ ...healthyNow, flaky: true }), 'inconclusive'],
    ['one was not asked, and works', survey({ ...healthyNow, exec: skipped('others hang') }), 'healthy'],
  ])('%s', (_, one, status) => expect(statusOfSurvey(one)).toBe(status));
});

describe('the table', () => {
  it('names the nodes where there are several', () =>
    expect(table('healthy')).toBe(`When:           2026-03-01 03:12:45 UTC, took 9.89s
Context:        prod-eu
Verdict:        2 containers on 2 nodes: 2 healthy
Debug pods:     in default: who may exec into or patch pods there could have
                entered it; see \`kubectl exec-doctor setup\`

CONTAINER        NODE   EXEC      VERDICT
default/a/nginx  node1  ok 0.06s  exec works
default/b/nginx  node2  ok 0.06s  exec works
`));
  it('says nothing of debug pods in a namespace of their own', () => {
    const own = { ...surveys.healthy, debugPods: { namespaces: ['exec-doctor'], ownNamespace: true } };
    const texts = [
      renderSurveyTable(own, { width: 80, color: false, unicode: true }),
      ...[renderSurveyMarkdown(own), renderSurveyHtml(own)],
    ];
    for (const text of texts) expect(text).not.toMatch(/could have entered/);
    for (const text of [renderSurveyMarkdown(surveys.healthy), renderSurveyHtml(surveys.healthy)])
      expect(text).toMatch(/in default: who may exec into or patch pods there could have entered it/);
  });
  it('has those first that somebody has to look at', () =>
    expect(table('one of three is sick')).toMatch(
      /^default\/sick.*HANG >10.0s +fault at shim.*^default\/a.*^default\/b.*^==> default\/sick\/nginx <==\nWhen: /ms,
    ));
  it('tells of what failed and works now', () =>
    expect(table('was sick, and is not any more')).toMatch(/error 0.04s +comes and goes: then healthy/));
  it('tells why one was not examined, not asked, left out, and what is left', () => {
    const text = table('more than one is sick', 120);
    expect(text).toMatch(/^default\/b\/nginx +skipped +not examined: see default\/sick\/nginx\n +others hang$/m);
    expect(text).toMatch(/^Left out:\n {2}- Container "app" of pod default\/d is not running\.$/m);
    expect(text).toMatch(/^Left behind.*\n {2}- perhaps an exec\n {4}kubectl exec -n default c -- true$/m);
  });
  it('tells a reason that several share once', () => {
    const out = {
      namespace: 'default',
      pod: 'd',
      container: 'app',
      why: 'Node n2 could not be surveyed.',
      unknown: true,
    };
    const two = { ...surveys.healthy, leftOut: [out, { ...out, pod: 'e' }] };
    const text = renderSurveyTable(two, { width: 80, color: false, unicode: true });
    expect(text).toMatch(/^Left out:\n {2}- Node n2 could not be surveyed\. \(2 containers\)\n$/m);
  });
  it.each([80, 120, 200])('fits into %i columns', (width) => {
    const [rows = ''] = table('more than one is sick', width).split('==>');
    for (const line of rows.split('\n')) expect(displayWidth(line)).toBeLessThanOrEqual(width);
  });
});

describe('JSON', () => {
  const read = (name: string): object =>
    JSON.parse(readFileSync(new URL(`../../../../docs/${name}`, import.meta.url), 'utf8'));
  const ajv = new Ajv2020({
    allErrors: true,
    strict: true,
    allowUnionTypes: true,
    formats: { 'date-time': /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/ },
  });
  ajv.addSchema(read('report.schema.json'), 'report.schema.json');
  const validate = ajv.compile(read('survey.schema.json'));
  const violations = (document: unknown) =>
    validate(document) ? [] : (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);

  it.each(Object.entries<Survey>(surveys))('%s conforms to the schema', (_, one) =>
    expect(violations(JSON.parse(toJSON(surveyDocument(one))))).toEqual([]),
  );
  it.each<[string, object]>([
    ['an unknown key', { surprise: 1 }],
    ['a report as such', { kind: 'Report' }],
    ['a status that is none', { status: 'ok' }],
    ['a container that is none', { containers: [{}] }],
  ])('the schema refuses %s', (_, change) =>
    expect(violations({ ...surveyDocument(surveys.healthy), ...change })).not.toEqual([]),
  );
});

describe('Markdown', () => {
  it('has a row a container, then the tickets of those that were examined', () =>
    expect(renderSurveyMarkdown(surveys['one of three is sick'])).toMatch(
      /^# exec-doctor: fault, 3 containers on 1 node.*^\| default\/sick\/nginx \| node1 \| HANG .*^## default\/sick \(nginx\): /ms,
    ));
});

describe('HTML', () => {
  const page = (name: Name) => renderSurveyHtml(surveys[name]);
  it('has a row a container, those first that somebody has to look at', () =>
    expect(page('one of three is sick')).toMatch(
      /<title>3 containers on 1 node: 2 healthy, 1 with a fault<\/title>.*>default\/sick\/nginx<.*fault at shim.*>default\/a\/nginx<.*exec works/s,
    ));
  it('has the reports of those that were examined, folded', () => {
    expect(page('one of three is sick')).toMatch(
      /<details class="part"><summary><h2>default\/sick\/nginx<\/h2><\/summary>.*<h1>.*The shim of this container/s,
    );
    expect(page('healthy')).not.toContain('<details');
  });
  it('has the policy of a page that loads and runs nothing', () =>
    expect(page('healthy')).toMatch(
      /Content-Security-Policy" content="default-src &#39;none&#39;; style-src &#39;sha256-/,
    ));
});

describe('JUnit', () => {
  it('has a suite a node and a case a container', () =>
    expect(renderSurveyJUnit(surveys.healthy)).toBe(`<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="exec-doctor" tests="2" failures="0" errors="0" skipped="0" time="9.890">
  <testsuite name="node1" hostname="node1" timestamp="2026-03-01T03:12:45.120Z" tests="1" failures="0" errors="0" skipped="0" time="9.890">
    <testcase classname="default.a" name="nginx" time="0.062"/>
  </testsuite>
  <testsuite name="node2" hostname="node2" timestamp="2026-03-01T03:12:45.120Z" tests="1" failures="0" errors="0" skipped="0" time="9.890">
    <testcase classname="default.b" name="nginx" time="0.062"/>
  </testsuite>
</testsuites>
`));
  it('takes a fault for a failure, what is inconclusive for an error, and skips what was left out', () => {
    const text = renderSurveyJUnit(surveys['more than one is sick']);
    expect(text).toContain('tests="4" failures="1" errors="2" skipped="1"');
    expect(text).toMatch(/<failure type="shim" message="The shim of this container[^"]*">When: /);
    expect(text).toContain('<error type="inconclusive" message="not examined: see default/sick/nginx"></error>');
    expect(text).toContain('<skipped message="Container &#34;app&#34; of pod default/d is not running."/>');
  });
  it.each<[string, RegExp]>([
    ['healthy', /tests="1" failures="0" errors="0"/],
    ['shim hangs', /tests="1" failures="1" errors="0"/],
  ])('of one container: %s', (name, text) => expect(renderJUnit(situations[name] ?? report())).toMatch(text));
});

describe('what containers and nodes say', () => {
  const poison = 'a\x1b[2J\x9b31m"><script>\u202e\ufffe|\n==> x <==\n';
  const bad: Survey = {
    ...survey({
      ...works('a'),
      exec: { kind: 'error', durationMs: 1, exitCode: 1, text: poison },
      examined: { kind: 'spared', why: poison },
    }),
    context: poison,
    debugPods: { namespaces: [poison], ownNamespace: false },
    leftOut: [{ namespace: poison, pod: poison, container: poison, why: poison, unknown: true }],
    leftBehind: [{ what: poison, remove: onNode(poison, { note: poison }), node: poison }],
  };
  const harmful = /[\x00-\x08\x0b-\x1f\x7f-\x9f\u202e]/;
  it('harms no terminal, and forges no heading', () => {
    const text = renderSurveyTable(bad, { width: 80, color: false, unicode: true });
    expect(text).not.toMatch(harmful);
    expect(text).not.toMatch(/^==>/m);
  });
  it('harms no reader of Markdown', () => {
    expect(renderSurveyMarkdown(bad)).not.toMatch(harmful);
    // what is fenced is a block of code
    expect(renderSurveyMarkdown(bad).replace(/^(`{3,})\w*\n[\s\S]*?\n\1$/gm, '')).not.toContain('<script>');
  });
  it('harms no reader of HTML', () => {
    expect(renderSurveyHtml(bad)).not.toMatch(harmful);
    expect(renderSurveyHtml(bad)).not.toMatch(/<script|<[^>]*"><script/);
  });
  it('harms no reader of XML', () => {
    expect(renderSurveyJUnit(bad)).not.toMatch(/[\x00-\x08\x0b-\x1f\x7f-\x9f\u202e\ufffe]/);
    expect(renderSurveyJUnit(bad)).not.toContain('<script>');
  });
});
