import { parseAllDocuments } from 'yaml';
import * as z from 'zod/mini';
import { read } from './documents.ts';

const roleSchema = z.object({
  kind: z.enum(['ClusterRole', 'Role']),
  metadata: z.object({
    name: z.string(),
    namespace: z.optional(z.string()),
    annotations: z.object({ 'kubernetes.io/description': z.string() }),
  }),
  rules: z.array(
    z.object({
      apiGroups: z.array(z.string()),
      resources: z.array(z.string()),
      resourceNames: z.optional(z.array(z.string())),
      verbs: z.array(z.string()),
    }),
  ),
});
const anySchema = z.object({
  kind: z.string(),
  metadata: z.object({ name: z.string(), namespace: z.optional(z.string()) }),
  roleRef: z.optional(z.object({ kind: z.string(), name: z.string() })),
});

const objects = parseAllDocuments(read('docs/rbac.yaml')).map((document) => document.toJS());

/** The roles of docs/rbac.yaml. */
export const roles = objects.flatMap((object) => {
  const { kind } = anySchema.parse(object);
  return kind.endsWith('Binding') ? [] : [roleSchema.parse(object)];
});

/** The bindings of docs/rbac.yaml, each with the role that it gives. */
export const bindings = objects.map((object) => anySchema.parse(object)).filter(({ roleRef }) => roleRef !== undefined);

/** What the roles allow, as a table of Markdown. */
export function rolesBlock(): string {
  const rows = roles.map(({ metadata, rules }) => {
    const may = rules.map(
      ({ resources, resourceNames, verbs }) =>
        `${verbs.join(', ')} ${resources.join(', ')}${resourceNames ? ` ${resourceNames.join(', ')}` : ''}`,
    );
    return `| \`${metadata.name}\` | ${metadata.annotations['kubernetes.io/description']} | ${may.join('; ')} |`;
  });
  return ['| role | to | may |', '| --- | --- | --- |', ...rows].join('\n');
}
