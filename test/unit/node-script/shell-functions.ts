/** What is done with a variable, or which function is called, in the order of the text. */
export interface Step {
  readonly kind: 'reads' | 'sets' | 'loops' | 'declares' | 'calls';
  readonly name: string;
}

export interface ShellFunction {
  /** Empty: what stands outside of all functions. */
  readonly name: string;
  readonly steps: readonly Step[];
}

/** A script in POSIX sh with `local`, as its functions: read by its words, for nothing of it is run. */
export function shellFunctions(script: string): readonly ShellFunction[] {
  const outside: Token[] = [];
  const functions: ShellFunction[] = [];
  const tokens = new Scanner(script).tokens();
  for (let at = 0; at < tokens.length; at++) {
    const token = tokens[at];
    if (!token?.text.endsWith('()')) {
      if (token) outside.push(token);
      continue;
    }
    const end = closingBrace(tokens, at + 1);
    functions.push({ name: token.text.slice(0, -2), steps: stepsOf(tokens.slice(at + 2, end)) });
    at = end;
  }
  return [{ name: '', steps: stepsOf(outside) }, ...functions];
}

/** What each function calls, itself or by another. */
export function reachable(functions: readonly ShellFunction[]): ReadonlyMap<string, ReadonlySet<string>> {
  const names = new Set(functions.map(({ name }) => name));
  const calls = new Map(
    functions.map(({ name, steps }) => [
      name,
      new Set(steps.flatMap((step) => (step.kind === 'calls' && names.has(step.name) ? [step.name] : []))),
    ]),
  );
  for (let size = -1, now = 0; size !== now; ) {
    size = now;
    now = 0;
    for (const own of calls.values()) {
      for (const callee of [...own]) for (const further of calls.get(callee) ?? []) own.add(further);
      now += own.size;
    }
  }
  return calls;
}

interface Token {
  readonly text: string;
  /** It stands where a command may begin. */
  readonly isCommand: boolean;
}

const keywords = new Set(['then', 'do', 'else', 'elif', 'if', 'while', 'until', '!', '{', 'esac', 'fi', 'done', '}']);
const isAssignment = (word: string) => /^[A-Za-z_]\w*=/.test(word);

function closingBrace(tokens: readonly Token[], opening: number): number {
  let depth = 0;
  for (let at = opening; at < tokens.length; at++) {
    const { text = '', isCommand = false } = tokens[at] ?? {};
    if (isCommand && text === '{') depth++;
    if (isCommand && text === '}' && --depth === 0) return at;
  }
  throw new Error('a function without an end');
}

/** The words and operators of a script. Of quoted text what is expanded stays. */
class Scanner {
  readonly #text: string;
  readonly #tokens: Token[] = [];
  readonly #hereDocuments: string[] = [];
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  tokens(): readonly Token[] {
    this.#commands('');
    return this.#tokens;
  }

  /** Commands, up to the bracket that ends them. */
  #commands(end: string): void {
    let isCommand = true;
    // one for each `case` that is open: does a pattern come next?
    const cases: ('word' | 'pattern' | 'commands')[] = [];
    const push = (text: string, asCommand: boolean) => this.#tokens.push({ text, isCommand: asCommand });
    while (this.#at < this.#text.length) {
      const inPattern = cases.at(-1) === 'pattern';
      const [operator = ''] = this.#text.slice(this.#at).match(/^(;;|&&|\|\||[;&|()\n])/) ?? [];
      if (/[ \t]/.test(this.#here)) this.#at++;
      else if (this.#here === '#') this.#at = this.#text.indexOf('\n', this.#at);
      else if (operator === ')' && !inPattern && end === ')') {
        this.#at++;
        return;
      } else if (operator !== '') {
        this.#at += operator.length;
        push(operator, false);
        if (operator === '\n') this.#skipHereDocuments();
        if (operator === ';;' && cases.length > 0) cases[cases.length - 1] = 'pattern';
        if (operator === ')' && inPattern) cases[cases.length - 1] = 'commands';
        isCommand = cases.at(-1) !== 'pattern';
      } else {
        const word = this.#word();
        if (this.#text.startsWith('() {', this.#at) && isCommand) {
          push(`${word}()`, true);
          this.#at += 2;
          continue;
        }
        if (inPattern && word !== 'esac') continue;
        const asCommand: boolean = isCommand || word === 'esac';
        push(word, asCommand);
        if (asCommand && word === 'case') cases.push('word');
        if (word === 'in' && cases.at(-1) === 'word') cases[cases.length - 1] = 'pattern';
        if (asCommand && word === 'esac') cases.pop();
        isCommand = asCommand && (keywords.has(word) || isAssignment(word));
      }
    }
  }

  get #here(): string {
    return this.#text[this.#at] ?? '';
  }

  #word(): string {
    let word = '';
    while (this.#here !== '' && !/[\s;&|()]/.test(this.#here)) word += this.#piece();
    const [, tag] = word.match(/^<<-(\w+)$/) ?? [];
    if (tag !== undefined) this.#hereDocuments.push(tag);
    return word;
  }

  /** A character, a quoted text, or what is expanded. */
  #piece(): string {
    const here = this.#here;
    if (here === "'") return this.#skipTo(this.#text.indexOf("'", this.#at + 1) + 1, '');
    if (here === '\\') return this.#skipTo(this.#at + 2, this.#text[this.#at + 1] === '\n' ? '' : '_');
    if (here === '$') return this.#expansion();
    if (here !== '"') return this.#skipTo(this.#at + 1, here);
    this.#at++;
    let word = '';
    while (this.#here !== '"') {
      if (this.#here === '$') word += this.#expansion();
      else if (this.#here === '\\') this.#at += 2;
      else {
        word += /\s/.test(this.#here) ? '.' : this.#here;
        this.#at++;
      }
    }
    this.#at++;
    return word;
  }

  #expansion(): string {
    const rest = this.#text.slice(this.#at);
    if (rest.startsWith('$((')) return this.#arithmetic();
    if (rest.startsWith('$(')) {
      this.#at += 2;
      this.#tokens.push({ text: '(', isCommand: false });
      this.#commands(')');
      return '.';
    }
    if (!rest.startsWith('${')) return this.#skipTo(this.#at + 1, '$');
    this.#at += 2;
    let word = '${';
    while (this.#here !== '}') word += this.#piece();
    return this.#skipTo(this.#at + 1, `${word}}`);
  }

  #arithmetic(): string {
    let depth = 0;
    let text = this.#skipTo(this.#at + 1, '$');
    do {
      if (this.#here === '(') depth++;
      if (this.#here === ')') depth--;
      text += this.#here;
      this.#at++;
    } while (depth > 0);
    return text;
  }

  #skipTo(at: number, word: string): string {
    this.#at = at;
    return word;
  }

  #skipHereDocuments(): void {
    for (const tag of this.#hereDocuments.splice(0)) {
      const end = this.#text.slice(this.#at).match(new RegExp(`^\\t*${tag}\\n`, 'm'));
      this.#at += (end?.index ?? 0) + (end?.[0].length ?? 0);
    }
  }
}

/** What is done in some commands, a simple command after the other. */
function stepsOf(tokens: readonly Token[]): readonly Step[] {
  const steps: Step[] = [];
  let isCondition = false;
  for (let at = 0; at < tokens.length; at++) {
    const { text = '', isCommand = false } = tokens[at] ?? {};
    steps.push(...expansions(text));
    if (!isCommand) continue;
    if (text === 'while' || text === 'until') isCondition = true;
    if (text === 'do') isCondition = false;
    const [, name] = text.match(/^([A-Za-z_]\w*)=/) ?? [];
    const words = () => wordsAfter(tokens, at);
    if (name !== undefined) steps.push({ kind: 'sets', name });
    else if (text === 'local') for (const word of words()) steps.push(...expansions(word), ...declared(word));
    else if (text === 'for') steps.push({ kind: 'loops', name: words()[0] ?? '' });
    else if (text === 'read') {
      const kind = isCondition ? 'loops' : 'sets';
      for (const word of words()) if (/^[a-z]\w*$/i.test(word)) steps.push({ kind, name: word });
    } else if (/^\w+$/.test(text) && !keywords.has(text)) steps.push({ kind: 'calls', name: text });
  }
  return steps;
}

function wordsAfter(tokens: readonly Token[], at: number): readonly string[] {
  const words: string[] = [];
  for (let next = at + 1; !/^(;;|&&|\|\||[;&|()\n])$/.test(tokens[next]?.text ?? '\n'); next++) {
    const { text = '' } = tokens[next] ?? {};
    if (/[<>]/.test(text)) continue;
    words.push(text);
  }
  return words;
}

const declared = (word: string): readonly Step[] => {
  const [, name = '', value] = word.match(/^(\w+)(=.*)?$/s) ?? [];
  return [{ kind: 'declares', name }, ...(value === undefined ? [] : [{ kind: 'sets', name } as const])];
};

/** The variables in a word: read, or set by arithmetic. */
function expansions(word: string): readonly Step[] {
  const steps: Step[] = [];
  for (const [, name = ''] of word.matchAll(/\$\{?#?([A-Za-z_]\w*)/g)) steps.push({ kind: 'reads', name });
  for (const [arithmetic] of word.matchAll(/\$\(\(.*?\)\)/gs)) {
    for (const [, name = '', operator] of arithmetic.matchAll(/(?<!\w)([A-Za-z_]\w*)\s*(\+=|-=|=(?!=))?/g)) {
      steps.push({ kind: 'reads', name });
      if (operator !== undefined) steps.push({ kind: 'sets', name });
    }
  }
  return steps;
}
