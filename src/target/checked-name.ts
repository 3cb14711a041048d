import { grammarOf, type NameKind } from '../model/name-grammar.ts';
import { Problem } from '../model/problem.ts';
import type { ApiObject } from './api-object.ts';

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
