/** JSON as it comes over the wire, and readers that take what is there and never throw. */
export type Json = null | boolean | number | string | Json[] | Fields;
export interface Fields {
  [name: string]: Json;
}

/** The value's fields; none where it is not an object. */
export function fields(value: Json | undefined): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {};
}

/** The value's elements; none where it is not an array. */
export function list(value: Json | undefined): Json[] {
  return Array.isArray(value) ? value : [];
}

export function text(value: Json | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

export function number(value: Json | undefined): number | undefined {
  return typeof value === 'number' ? value : undefined;
}

export function flag(value: Json | undefined): boolean | undefined {
  return typeof value === 'boolean' ? value : undefined;
}

/** The elements which are strings. */
export function texts(value: Json | undefined): string[] {
  return list(value).flatMap((item) => text(item) ?? []);
}

/** The fields which are strings: labels, annotations. */
export function textFields(value: Json | undefined): Record<string, string> {
  return Object.fromEntries(
    Object.entries(fields(value)).flatMap(([name, item]) => (typeof item === 'string' ? [[name, item]] : [])),
  );
}

/** Parses what should be a JSON object; throws a SyntaxError where it is not. */
export function parseObject(source: string): Fields {
  const value: Json = JSON.parse(source);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new SyntaxError('not a JSON object');
  return value;
}
