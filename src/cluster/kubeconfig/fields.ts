/** A value of another shape than expected; the message says where it stands. */
export class FieldError extends Error {}

/**
 * Reads the fields of a parsed YAML mapping; what has the wrong shape throws a `FieldError`. By hand, for a completion reads
 * the kubeconfig too: schemas of zod make it a tenth slower.
 */
export interface Fields {
  has(key: string): boolean;
  /** Undefined where it is missing or empty. */
  text(key: string): string | undefined;
  requiredText(key: string): string;
  flag(key: string): boolean;
  texts(key: string): readonly string[];
  list(key: string): readonly Fields[];
  /** An empty mapping where it is missing. */
  fields(key: string): Fields;
  /** The whole mapping as lists of text. */
  mapOfTexts(): Record<string, readonly string[]>;
  /** The whole mapping as text. */
  textValues(): Record<string, string>;
}

/** `where` names the value in messages. */
export function fieldsOf(value: unknown, where: string): Fields {
  if (!isMapping(value)) throw new FieldError(`${where} should be a mapping, not ${kindOf(value)}`);
  const at = (key: string) => (where === 'the file' ? `\`${key}\`` : `${where}, \`${key}\``);
  const wrong = (key: string, wanted: string): FieldError =>
    new FieldError(`${at(key)} should be ${wanted}, not ${kindOf(value[key])}`);
  const items = (key: string): readonly unknown[] => {
    const list = value[key] ?? [];
    if (!Array.isArray(list)) throw wrong(key, 'a list');
    return list;
  };
  const reader: Fields = {
    has: (key) => value[key] !== undefined && value[key] !== null,
    text(key) {
      const text = value[key] ?? '';
      if (typeof text !== 'string') throw wrong(key, 'text');
      return text || undefined;
    },
    requiredText(key) {
      const text = reader.text(key);
      if (text === undefined) throw new FieldError(`${at(key)} is missing`);
      return text;
    },
    flag(key) {
      const flag = value[key] ?? false;
      if (typeof flag !== 'boolean') throw wrong(key, 'true or false');
      return flag;
    },
    texts(key) {
      const list = items(key);
      if (!list.every((item) => typeof item === 'string')) throw wrong(key, 'a list of texts');
      return list;
    },
    list: (key) => items(key).map((item, index) => fieldsOf(item, `${at(key)}[${index}]`)),
    fields: (key) => fieldsOf(value[key] ?? {}, at(key)),
    mapOfTexts: () => Object.fromEntries(Object.keys(value).map((key) => [key, reader.texts(key)])),
    textValues: () => Object.fromEntries(Object.keys(value).map((key) => [key, reader.text(key) ?? ''])),
  };
  return reader;
}

/** A JSON object, or a YAML mapping. */
export function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Never the value itself: it may be a secret. */
function kindOf(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (isMapping(value)) return 'a mapping';
  switch (typeof value) {
    case 'string':
      return 'a text';
    case 'number':
      return 'a number';
    case 'boolean':
      return 'true or false';
    default:
      return 'nothing';
  }
}
