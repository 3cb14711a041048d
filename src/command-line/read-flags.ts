import { Parser } from 'yargs/helpers';
import { Problem } from '../model/problem.ts';
import { didYouMean } from './did-you-mean.ts';
import { expandShortFlags } from './expand-short-flags.ts';
import { type FlagName, flagTable } from './flags.ts';

/** A command line taken apart: what the flags were given, in words still. */
export interface GivenFlags {
  /** Of the flags of the table, those that were given. */
  readonly names: ReadonlySet<string>;
  readonly positionals: readonly string[];
  /** What follows `--`. */
  readonly command: readonly string[];
  text(name: FlagName<'text' | 'duration' | 'count' | 'choice'>): string | null;
  texts(name: FlagName<'texts'>): readonly string[];
  switch(name: FlagName<'switch'>): boolean | null;
}

/** Reads the flags of the table; a flag that is unknown, or lacks its value, is a Problem. */
export function readFlags(argv: readonly string[]): GivenFlags {
  const words = expandShortFlags(argv);
  const end = words.indexOf('--');
  checkSwitches(end < 0 ? words : words.slice(0, end));
  const { argv: read, error } = Parser.detailed(words, parserOptions);
  const missing = error && /following: (\S+)/.exec(error.message)?.[1];
  if (missing) throw new Problem(`The flag ${spelling(missing)} needs a value.`);
  const positionals = read._.map(String);
  // Of `nginx1 ls -l` not the -l is wrong but the `ls`, which the target's reader refuses.
  const unknown = positionals.slice(0, 2).find((word) => /^-./.test(word)) ?? strayKey(Object.keys(read));
  if (unknown !== undefined) throw unknownFlag(unknown);
  const given = (name: string) => nonEmpty(name, read[name]);
  return {
    names: new Set(Object.keys(read).filter((key) => key !== '_' && key !== '--')),
    positionals,
    command: strings(read['--']),
    text: (name) => given(name).at(-1) ?? null,
    texts: (name) => given(name),
    switch: (name) => (typeof read[name] === 'boolean' ? read[name] : null),
  };
}

const names = (...kinds: string[]) => flagTable.filter(({ kind }) => kinds.includes(kind)).map(({ name }) => name);
const valued = names('text', 'texts', 'duration', 'count', 'choice');

const parserOptions = {
  string: valued,
  array: names('texts'),
  boolean: names('switch'),
  narg: Object.fromEntries(valued.map((name) => [name, 1])),
  alias: Object.fromEntries(flagTable.flatMap(({ name, short }) => (short && short !== name ? [[name, [short]]] : []))),
  configuration: {
    'populate--': true,
    // An unknown flag stays among the positionals just as it was typed, and takes no value with it.
    'unknown-options-as-args': true,
    'boolean-negation': false,
    'camel-case-expansion': false,
    'parse-positional-numbers': false,
    'strip-aliased': true,
  },
};

/** yargs takes `--keep=perhaps` for false. */
function checkSwitches(words: readonly string[]): void {
  for (const word of words) {
    const [, name = '', value = ''] = /^--([^=]+)=(.*)$/s.exec(word) ?? [];
    if (names('switch').includes(name) && value !== 'true' && value !== 'false') {
      throw new Problem(`The flag --${name} stands alone or is true or false, got ${JSON.stringify(value)}.`);
    }
  }
}

function nonEmpty(name: string, value: unknown): string[] {
  const given = strings(value);
  if (given.includes('')) throw new Problem(`The flag ${spelling(name)} was given an empty value.`);
  return given;
}

function strings(value: unknown): string[] {
  if (Array.isArray(value)) return value.map(String);
  return typeof value === 'string' ? [value] : [];
}

// `--no-…` is the one form that yargs takes for a flag although the table does not know it.
function strayKey(keys: readonly string[]): string | undefined {
  const known = ['_', '--', ...flagTable.map(({ name }) => name)];
  const stray = keys.find((key) => !known.includes(key));
  return stray && `--${stray}`;
}

const spelling = (name: string) => (name.length === 1 ? `-${name}` : `--${name}`);

/** For flags that others spell differently. */
const hints: readonly { readonly pattern: RegExp; readonly hint: string }[] = [
  { pattern: /^--no-colou?r$/, hint: 'Write --color=false, or set NO_COLOR.' },
];

/** Names the flag as it was typed, and the one that was probably meant. */
function unknownFlag(typed: string): Problem {
  const flag = typed.replace(/=.*$/s, '');
  const hint = hints.find(({ pattern }) => pattern.test(flag))?.hint;
  const near = didYouMean(flag.replace(/^-+/, ''), longNames);
  return new Problem(`Unknown flag ${flag}.`, {
    next: hint ?? (near ? `Did you mean --${near}?` : 'See kubectl exec-doctor --help.'),
  });
}

const longNames = [...flagTable.map(({ name }) => name).filter((name) => name.length > 1), 'help', 'version'];
