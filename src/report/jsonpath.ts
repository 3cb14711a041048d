import { compile, type JSONPathQuery, type JSONValue } from 'json-p3';
import { errorText, Problem } from '../model/problem.ts';

/** A part of a template as kubectl has it: https://kubernetes.io/docs/reference/kubectl/jsonpath/ */
type Part =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'path'; readonly path: Path }
  | { readonly kind: 'range'; readonly path: Path; readonly parts: readonly Part[] };

interface Path {
  readonly query: JSONPathQuery;
  /** Of the whole document, also within a range. */
  readonly isWhole: boolean;
}

/** A template that can be read. */
export type Template = readonly Part[];

/** Reads a template, such as `{.verdict.layer}`; braces round a single path may be left out. Throws a Problem. */
export function readTemplate(template: string): Template {
  const whole = template.includes('{') ? template : `{${template.startsWith('.') ? '' : '.'}${template}}`;
  const { parts, rest } = readParts(tokensOf(whole));
  if (rest !== null) throw malformed('{end} has no {range} before it');
  return parts;
}

/** What the template makes of a document: nothing of what is not there, and an object or a list as JSON. */
export function fillTemplate(template: Template, document: object): string {
  const whole: JSONValue = JSON.parse(JSON.stringify(document));
  return fill(template, whole, whole);
}

function fill(parts: readonly Part[], whole: JSONValue, here: JSONValue): string {
  const values = ({ query, isWhole }: Path) => query.query(isWhole ? whole : here).values();
  const textOf = (part: Part): string => {
    switch (part.kind) {
      case 'text':
        return part.text;
      case 'path':
        return values(part.path).map(wordsOf).join(' ');
      case 'range':
        return values(part.path)
          .map((value) => fill(part.parts, whole, value))
          .join('');
    }
  };
  return parts.map(textOf).join('');
}

function wordsOf(value: JSONValue): string {
  if (value === null) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** `braced`: what stands between braces, without blanks at its ends. */
type Token = { readonly kind: 'text'; readonly text: string } | { readonly kind: 'braced'; readonly text: string };

/** A brace within quotes ends nothing. */
function tokensOf(template: string): Token[] {
  const tokens: Token[] = [];
  const token = /\{((?:[^{}"']|"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')*)\}|([^{}]+)/gsy;
  let end = 0;
  for (const [all, braced, text = ''] of template.matchAll(token)) {
    end += all.length;
    tokens.push(braced === undefined ? { kind: 'text', text } : { kind: 'braced', text: braced.trim() });
  }
  if (end < template.length)
    throw malformed(`it cannot be read from ${JSON.stringify(template.slice(end, end + 20))} on`);
  return tokens;
}

/** Up to the end, or to an `{end}`, behind which the rest is; null: there was none. */
function readParts(tokens: readonly Token[]): {
  readonly parts: readonly Part[];
  readonly rest: readonly Token[] | null;
} {
  const parts: Part[] = [];
  let left = tokens;
  for (;;) {
    const [token, ...more] = left;
    left = more;
    if (token === undefined) return { parts, rest: null };
    if (token.kind === 'braced' && token.text === 'end') return { parts, rest: left };
    const [, ofRange] = token.kind === 'braced' ? (/^range\s+(.*)$/s.exec(token.text) ?? []) : [];
    if (ofRange === undefined) {
      parts.push(token.kind === 'text' ? token : readBraced(token.text));
      continue;
    }
    const { parts: inner, rest } = readParts(left);
    if (rest === null) throw malformed('a {range} has no {end}');
    parts.push({ kind: 'range', path: readPath(ofRange), parts: inner });
    left = rest;
  }
}

function readBraced(text: string): Part {
  const [, quoted] = /^"((?:[^"\\]|\\.)*)"$|^'(?:[^'\\]|\\.)*'$/s.exec(text) ?? [];
  if (quoted !== undefined) return { kind: 'text', text: unescaped(quoted) };
  if (/^'.*'$/s.test(text)) return { kind: 'text', text: unescaped(text.slice(1, -1)) };
  return { kind: 'path', path: readPath(text) };
}

const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r' };
const unescaped = (text: string): string => text.replace(/\\(.)/gs, (_, letter: string) => escapes[letter] ?? letter);

function readPath(text: string): Path {
  if (!/^[.[$@]/.test(text)) throw malformed(`${JSON.stringify(text)} is no path; did you mean {.${text}}?`);
  const steps = text.replace(/^[$@]/, '');
  // a dot alone is all of it
  const query = `$${steps === '.' ? '' : asStandard(steps)}`;
  try {
    return { query: compile(query), isWhole: text.startsWith('$') };
  } catch (error) {
    throw malformed(`{${text}}: ${errorText(error).split('\n', 1)[0]}`);
  }
}

/** kubectl's names behind a dot may hold a hyphen, and an escaped dot; those of RFC 9535 stand in brackets then. */
function asStandard(steps: string): string {
  return steps.replace(
    /("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')|\.((?!\d)(?:[^\s.*[\]()'"\\=!<>&|,]|\\.)+)/gs,
    (all, quoted: string | undefined, name: string, at: number) => {
      if (quoted !== undefined || /^[A-Za-z_]\w*$/.test(name)) return all;
      return `${steps[at - 1] === '.' ? '.' : ''}[${JSON.stringify(name.replace(/\\(.)/gs, '$1'))}]`;
    },
  );
}

const malformed = (why: string): Problem =>
  new Problem(`The template of -o jsonpath cannot be read: ${why}.`, {
    next: "Write it as kubectl has it, as in: -o jsonpath='{.verdict.layer}'",
  });
