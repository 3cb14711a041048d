import type { ApiObject } from './api-object.ts';

/** The label selector of a workload or service, as the API server's `labelSelector` takes it; empty: it has none. */
export function selectorOf(object: ApiObject): string {
  const selector = object.at('spec', 'selector');
  const isPlain = !selector.at('matchLabels').exists && !selector.at('matchExpressions').exists;
  // Services and replication controllers have the labels themselves there.
  const labels = isPlain ? selector.textEntries() : selector.textEntries('matchLabels');
  return [
    ...labels.map(([key, value]) => `${key}=${value}`),
    ...selector.list('matchExpressions').flatMap((expression) => requirement(expression)),
  ].join(',');
}

function requirement(expression: ApiObject): string[] {
  const key = expression.text('key');
  const values = expression.texts('values').join(',');
  switch (expression.text('operator')) {
    case 'In':
      return [`${key} in (${values})`];
    case 'NotIn':
      return [`${key} notin (${values})`];
    case 'Exists':
      return [key];
    case 'DoesNotExist':
      return [`!${key}`];
    default:
      return [];
  }
}
