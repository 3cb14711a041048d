import { type ApiObject, fieldText, labelsOf } from './objects.ts';
import type { Resource } from './resources.ts';
import { badRequest } from './status.ts';

export type Selector = (object: ApiObject) => boolean;

/** A label selector as kubectl writes it: `app=nginx,tier!=db,env in (a,b),!canary`. */
export function labelSelector(source: string): Selector {
  const terms = source
    .split(/,(?![^(]*\))/)
    .map((term) => term.trim())
    .filter((term) => term !== '')
    .map(labelTerm);
  return (object) => terms.every((holds) => holds(labelsOf(object)));
}

function labelTerm(term: string): (labels: Record<string, string>) => boolean {
  const set = /^(\S+)\s+(in|notin)\s*\(([^)]*)\)$/.exec(term);
  if (set) {
    const [, key = '', operator, members = ''] = set;
    const values = members.split(',').map((value) => value.trim());
    return (labels) => values.includes(labels[key] ?? '') === (operator === 'in');
  }
  const equality = /^([^\s=!]+)\s*(=|==|!=)\s*([^\s=!]*)$/.exec(term);
  if (equality) {
    const [, key = '', operator, value] = equality;
    return (labels) => (labels[key] === value) === (operator !== '!=');
  }
  const existence = /^(!?)\s*([^\s=!()]+)$/.exec(term);
  if (!existence) throw badRequest(`unable to parse requirement: ${term}`);
  const [, not, key = ''] = existence;
  return (labels) => key in labels === (not === '');
}

/** A field selector, `metadata.name=nginx1,status.phase!=Running`; only the fields that Kubernetes can select by. */
export function fieldSelector(source: string, resource: Resource): Selector {
  const known = ['metadata.name', 'metadata.namespace', ...resource.selectable];
  const terms = source.split(',').filter((term) => term !== '');
  const holds = terms.map((term): Selector => {
    const [, path = '', operator, value = ''] = /^([^=!]+)(=|==|!=)([^=!]*)$/.exec(term) ?? [];
    if (path === '') throw badRequest(`invalid selector: '${source}'; can't understand '${term}'`);
    if (!known.includes(path)) throw badRequest(`field label not supported: ${path}`);
    return (object) => (fieldText(object, path) === value) === (operator !== '!=');
  });
  return (object) => holds.every((one) => one(object));
}

/** Both selectors of a list or watch request. */
export function selectorOf(query: URLSearchParams, resource: Resource): Selector {
  const byLabel = labelSelector(query.get('labelSelector') ?? '');
  const byField = fieldSelector(query.get('fieldSelector') ?? '', resource);
  return (object) => byLabel(object) && byField(object);
}
