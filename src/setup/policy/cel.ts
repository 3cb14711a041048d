/** A condition that the API server evaluates: https://kubernetes.io/docs/reference/using-api/cel/ */
export interface Condition {
  readonly expression: string;
  /** What is said where it does not hold. */
  readonly message: string;
}

export interface Variable {
  readonly name: string;
  readonly expression: string;
}

/** A text, or a list of texts, as a literal. CEL knows the escapes of JSON. */
export const literal = (value: string | readonly string[]): string => JSON.stringify(value);

/** A regular expression that holds of the whole text. */
export const matches = (what: string, pattern: string): string => `${what}.matches(${literal(`^(${pattern})$`)})`;

/** Words of a sample that are others each time, by the pattern of what they may be. */
export type Varying = Readonly<Record<string, string>>;

/** That a text is as in the sample, but for the words that vary. */
export function sameText(what: string, sample: string, varying: Varying): string {
  const words = Object.keys(varying).filter((word) => sample.includes(word));
  if (words.length === 0) return `${what} == ${literal(sample)}`;
  const escaped = sample.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return matches(
    what,
    words.reduce((pattern, word) => pattern.replaceAll(word, () => varying[word] ?? ''), escaped),
  );
}

/** All of them. */
export const and = (...conditions: readonly string[]): string => conditions.join(' && ');

/** None of these fields is set. */
export const unset = (of: string, ...fields: readonly string[]): string =>
  and(...fields.map((field) => `!has(${of}.${field})`));

/** cel-go parses no expression of more than 100,000 code points; escapes may double these. */
const partLength = 40_000;

/** A long text as variables: its parts, and one of this name that puts them together. */
export function longText(name: string, text: string): Variable[] {
  const count = Math.ceil(text.length / partLength);
  const parts = Array.from({ length: count }, (_, index) => ({
    name: `${name}${index + 1}`,
    expression: literal(text.slice(index * partLength, (index + 1) * partLength)),
  }));
  return [...parts, { name, expression: parts.map((part) => `variables.${part.name}`).join(' + ') }];
}

/** That an object is there and is like this one; what it has beyond that does not count, but in lists. */
function sameAs(path: string, value: unknown, varying: Varying): string {
  // what is empty is left out of what the API server shows to a rule
  if (value === '') return `(!has(${path}) || ${path} == "")`;
  if (Array.isArray(value)) {
    return and(
      `${path}.size() == ${value.length}`,
      ...value.map((item, index) => sameAs(`${path}[${index}]`, item, varying)),
    );
  }
  if (typeof value === 'string') return sameText(path, value, varying);
  if (typeof value !== 'object' || value === null) return `${path} == ${JSON.stringify(value)}`;
  return and(...Object.entries(value).map(([name, inner]) => sameField(path, name, inner, varying)));
}

/** The same of one field. */
export function sameField(path: string, name: string, value: unknown, varying: Varying): string {
  if (!/^[a-z]\w*$/i.test(name))
    return and(`${literal(name)} in ${path}`, sameAs(`${path}[${literal(name)}]`, value, varying));
  const field = `${path}.${name}`;
  if (value === '') return sameAs(field, value, varying);
  const isEmpty = typeof value === 'object' && value !== null && Object.keys(value).length === 0;
  return isEmpty
    ? and(`has(${field})`, `dyn(${field}).size() == 0`)
    : and(`has(${field})`, sameAs(field, value, varying));
}
