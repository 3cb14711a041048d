import { grammarOf, type NameKind } from '../model/name-grammar.ts';
import { Problem } from '../model/problem.ts';

/** A JSON object of the API server, read field by field: what is missing, or of another kind, is empty. */
export class ApiObject {
  readonly #value: unknown;

  constructor(value: unknown) {
    this.#value = value;
  }

  get exists(): boolean {
    return typeof this.#value === 'object' && this.#value !== null;
  }

  at(...path: string[]): ApiObject {
    return new ApiObject(this.#field(path));
  }

  text(...path: string[]): string {
    const value = this.#field(path);
    return typeof value === 'string' ? value : '';
  }

  integer(...path: string[]): number | null {
    const value = this.#field(path);
    return Number.isSafeInteger(value) ? Number(value) : null;
  }

  isTrue(...path: string[]): boolean {
    return this.#field(path) === true;
  }

  list(...path: string[]): ApiObject[] {
    const value = this.#field(path);
    return Array.isArray(value) ? value.map((item) => new ApiObject(item)) : [];
  }

  texts(...path: string[]): string[] {
    const value = this.#field(path);
    return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
  }

  /** Labels, annotations and the like. */
  textEntries(...path: string[]): [string, string][] {
    const value = this.#field(path);
    return typeof value === 'object' && value !== null
      ? Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === 'string')
      : [];
  }

  #field(path: readonly string[]): unknown {
    return path.reduce<unknown>(
      (value, key) =>
        typeof value === 'object' && value !== null && Object.hasOwn(value, key) ? Reflect.get(value, key) : undefined,
      this.#value,
    );
  }
}

/**
 * A name in an answer of the API server. Commands are made of it, here and for the user to paste, so what can be none is
 * refused before anything is done with it. Throws a Problem.
 */
export function nameIn(object: ApiObject, kind: NameKind, ...path: string[]): string {
  const name = object.text(...path);
  if (grammarOf(kind).test(name)) return name;
  throw new Problem(
    `The API server's answer has ${JSON.stringify(name.slice(0, shownLength))} for ${path.join('.')}, which Kubernetes would not take.`,
    {
      why: 'Something that is no API server answers, or something in between changes what it says.',
      next: 'See the address with `kubectl config view --minify`.',
    },
  );
}

const shownLength = 80;
