import { reachable, type ShellFunction, type Step, shellFunctions } from './shell-functions.ts';

/** What the shell itself has, and what nobody keeps. */
const ofTheShell = ['IFS', 'PATH', '_'];

/** What in a script breaks the rules for its variables, a sentence each. */
export function brokenRules(script: string): readonly string[] {
  const [outside, ...functions] = shellFunctions(script);
  const results = namesIn(script, 'RESULTS');
  const state = new Set([...of(outside, 'sets', 'loops'), ...ofTheShell].filter((name) => !results.includes(name)));
  const shared = new Set([...state, ...results]);
  const reach = reachable(functions);
  return functions.flatMap((shell) => {
    const { name, steps } = shell;
    const locals = new Set(of(shell, 'declares'));
    const set = of(shell, 'sets', 'loops');
    const loops = reach.get(name)?.has('event') ? of(shell, 'loops') : [];
    const tell = (names: readonly string[], what: string) => names.map((variable) => `${name}: ${variable} ${what}`);
    return [
      ...tell(
        set.filter((variable) => !locals.has(variable) && !shared.has(variable) && !exportedBy(script, name, variable)),
        'is set, and neither local nor shared',
      ),
      ...tell(
        of(shell, 'reads').filter(
          (variable) => !locals.has(variable) && !shared.has(variable) && !/^ED_/.test(variable),
        ),
        'is read, and neither local nor shared',
      ),
      ...tell(
        loops.filter((variable) => !locals.has(variable)),
        'lives across event(), and is not local',
      ),
      ...tell(
        [...locals].filter((variable) => state.has(variable)),
        'is state of the run, and local',
      ),
      ...tell(readBeforeSet(steps), 'is local without a value, and read first'),
    ];
  });
}

/** Locals that are read before anything was put into them: bash leaves them unset, other shells as the caller has them. */
function readBeforeSet(steps: readonly Step[]): readonly string[] {
  const empty = new Set<string>();
  return steps.flatMap(({ kind, name }) => {
    if (kind === 'declares') empty.add(name);
    if (kind === 'sets' || kind === 'loops') empty.delete(name);
    return kind === 'reads' && empty.delete(name) ? [name] : [];
  });
}

/** The words of a variable that is a list of names. */
export function namesIn(script: string, list: string): readonly string[] {
  const [, words = ''] = script.match(new RegExp(`^${list}=["']([^"']*)["']`, 'm')) ?? [];
  return words.split(/\s+/).flatMap((word) => (word.startsWith('$') ? namesIn(script, word.slice(1)) : [word]));
}

const exportedBy = (script: string, name: string, variable: string): boolean =>
  new RegExp(`^${name}\\(\\) \\{\\n(?:\\t.*\\n)*?\\t+export (?:.* )?${variable}\\b`, 'm').test(script);

const of = (shell: ShellFunction | undefined, ...kinds: readonly Step['kind'][]): readonly string[] => [
  ...new Set((shell?.steps ?? []).flatMap(({ kind, name }) => (kinds.includes(kind) ? [name] : []))),
];
