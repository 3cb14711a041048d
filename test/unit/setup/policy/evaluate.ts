import { type CelInput, celEnv, parse, plan } from '@bufbuild/cel';
import * as z from 'zod/mini';

const ruleSchema = z.object({
  kind: z.enum(['ValidatingAdmissionPolicy', 'ValidatingPolicy']),
  spec: z.object({
    matchConstraints: z.object({
      resourceRules: z.array(z.object({ operations: z.array(z.string()), resources: z.array(z.string()) })),
    }),
    variables: z._default(z.array(z.object({ name: z.string(), expression: z.string() })), []),
    validations: z.array(z.object({ expression: z.string(), message: z.string() })),
  }),
});

type Rule = z.infer<typeof ruleSchema>;

export interface AdmissionRequest {
  readonly operation: 'CREATE' | 'UPDATE' | 'CONNECT';
  readonly resource: string;
  readonly groups: readonly string[];
  readonly object: unknown;
}

/** Those of the objects that are rules, as their engine reads them. */
export const rulesOf = (objects: readonly object[]): readonly Rule[] =>
  objects.flatMap((object) => {
    const rule = ruleSchema.safeParse(object);
    return rule.success ? [rule.data] : [];
  });

const environment = celEnv();
const programs = new Map<string, ReturnType<typeof plan>>();

function evaluate(expression: string, bindings: Record<string, CelInput>): CelInput {
  const program = programs.get(expression) ?? plan(environment, parse(expression));
  programs.set(expression, program);
  const result = program(bindings);
  // an error is not true either
  return result instanceof Error ? null : result;
}

/** What the rules have against a request: the messages of what does not hold, or cannot be evaluated, which is a no too. */
export function objections(rules: readonly Rule[], request: AdmissionRequest): readonly string[] {
  return rules.filter((rule) => isAbout(rule, request)).flatMap((rule) => objectionsOf(rule, request));
}

const isAbout = ({ spec }: Rule, { operation, resource }: AdmissionRequest) =>
  spec.matchConstraints.resourceRules.some(
    ({ operations, resources }) => operations.includes(operation) && resources.includes(resource),
  );

function objectionsOf({ spec }: Rule, { operation, resource, groups, object }: AdmissionRequest): readonly string[] {
  const [, subResource = ''] = resource.split('/');
  const variables = new Map<string, CelInput>();
  const bindings = {
    object: asCel(object),
    request: asCel({ operation, subResource, userInfo: { groups } }),
    variables,
  };
  for (const { name, expression } of spec.variables) variables.set(name, evaluate(expression, bindings));
  return spec.validations
    .filter(({ expression }) => evaluate(expression, bindings) !== true)
    .map(({ message }) => message);
}

/** Objects are maps there, and whole numbers are of a kind of their own. */
function asCel(value: unknown): CelInput {
  if (typeof value === 'number') return BigInt(value);
  if (typeof value === 'string' || typeof value === 'boolean') return value;
  if (Array.isArray(value)) return value.map(asCel);
  if (typeof value !== 'object' || value === null) return null;
  return new Map(Object.entries(value).map(([name, inner]) => [name, asCel(inner)]));
}

/** As the API server shows an object to a rule: what is empty is left out, and some of what was not said is filled in. */
export function asAdmitted({ spec, ...manifest }: { readonly spec: object }): unknown {
  const filledIn = {
    ...{ dnsPolicy: 'ClusterFirst', schedulerName: 'default-scheduler' },
    ...{ serviceAccountName: 'default', serviceAccount: 'default' },
    ...{ priority: 0, preemptionPolicy: 'PreemptLowerPriority' },
  };
  const text = JSON.stringify(
    { ...manifest, spec: { ...spec, ...filledIn, securityContext: {} } },
    (_, value: unknown) => (value === '' || (Array.isArray(value) && value.length === 0) ? undefined : value),
  );
  return JSON.parse(text);
}
