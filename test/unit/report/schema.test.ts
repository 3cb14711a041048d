import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { renderJson } from '../../../src/report/json.ts';
import { renderYaml } from '../../../src/report/yaml.ts';
import { situations } from './situations.ts';

const ajv = new Ajv2020({
  allErrors: true,
  strict: true,
  allowUnionTypes: true,
  formats: { 'date-time': /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/ },
});
const schema: object = JSON.parse(readFileSync(new URL('../../../docs/report.schema.json', import.meta.url), 'utf8'));
const validate = ajv.compile(schema);

/** Where the document does not conform. */
const violations = (document: unknown) =>
  validate(document) ? [] : (validate.errors ?? []).map((error) => error.instancePath);

describe.each(Object.entries(situations))('%s', (_name, report) => {
  it('as JSON conforms to the schema', () => expect(violations(JSON.parse(renderJson(report)))).toEqual([]));
  it('as YAML 1.2 is the same document', () =>
    expect(parse(renderYaml(report))).toEqual(JSON.parse(renderJson(report))));
  it('as YAML 1.1 is the same document', () =>
    expect(parse(renderYaml(report), { version: '1.1' })).toEqual(JSON.parse(renderJson(report))));
});

describe('the schema refuses', () => {
  const document = renderJson(situations['runc fails, own command'] ?? fail());
  const refuses = (path: string, value: unknown) => () => {
    const changed = JSON.parse(document);
    const keys = path.split('/').slice(1);
    const last = keys.pop() ?? '';
    const parent = keys.reduce((member, key) => member[key], changed);
    if (value === undefined) delete parent[last];
    else parent[last] = value;
    expect(violations(changed)).not.toEqual([]);
  };
  it('another version', refuses('/apiVersion', 'exec-doctor/v2'));
  it('an unknown key', refuses('/surprise', 1));
  it('a missing key', refuses('/verdict', undefined));
  it('a runtime it does not know', refuses('/target/runtime', 'rkt'));
  it('a node that is not a name', refuses('/target/node', { name: 'node1' }));
  it('a probe by another name', refuses('/probes/0/layer', 'shim'));
  it('an outcome that is none', refuses('/probes/0/outcome', 'failed'));
  it('an error that was skipped', refuses('/probes/0/outcome', 'skipped'));
  it('an unknown key of a probe', refuses('/probes/0/name', 'kubectl'));
  it('a layer that is none', refuses('/verdict/layer', 'docker'));
  it('a candidate that is none', refuses('/verdict/candidates/0', 'kernel'));
  it('a scope that is none', refuses('/verdict/scope', 'pods'));
  it('a status that is none', refuses('/verdict/status', 'ok'));
  it('a healthy verdict with a layer', refuses('/verdict/status', 'healthy'));
  it('a confidence that is none', refuses('/verdict/confidence', 'certain'));
  it('an owner that is none', refuses('/verdict/owner', 'boss'));
  it('a remedy that ends what is none', refuses('/verdict/remedy', { step: 'x', ends: 'all', destroys: [] }));
  it('a beginning at no time', refuses('/since', { atTheLatest: null, notBefore: { at: 'once', restsOn: '' } }));
  it('a beginning without its end', refuses('/since', { atTheLatest: null }));
  it('a finding without a code', refuses('/findings/0', { layer: null, summary: '', evidence: [] }));
  it('a transport of another kind', refuses('/transport/kind', 'carrier-pigeon'));
  it('a fact that is no text', refuses('/facts/pid', 4242));
  it('a time that is none', refuses('/startedAt', 'yesterday'));
});

it('the schema describes every property', () => {
  const undescribed = Object.entries(propertiesOf(schema)).filter(([, property]) => !('description' in property));
  expect(undescribed.map(([path]) => path)).toEqual([]);
});

/** Every property that an object with `additionalProperties: false` declares, by its path in the schema. */
function propertiesOf(node: object, path = ''): Record<string, object> {
  const own = 'additionalProperties' in node && 'properties' in node ? Object.entries(Object(node.properties)) : [];
  const here = own.map(([key, value]) => [`${path}/${key}`, value]);
  const below = Object.entries(node).filter(([, value]) => typeof value === 'object' && value !== null);
  return Object.assign(Object.fromEntries(here), ...below.map(([key, value]) => propertiesOf(value, `${path}/${key}`)));
}

function fail(): never {
  throw new Error('no such situation');
}
