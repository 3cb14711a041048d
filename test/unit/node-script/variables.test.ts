import { describe, expect, it } from 'vitest';
import { script } from '../../../src/node-script/script.ts';
import { shellFunctions } from './shell-functions.ts';
import { brokenRules, namesIn } from './variables.ts';

describe('the variables of the script', () => {
  it('are local, or shared and declared where all of these are', () => {
    expect(brokenRules(script)).toEqual([]);
  });

  it('are given to a local one in quotes, for old shells split what is not', () => {
    expect(script.match(/^.*\blocal [^\n"']*=\$.*$/gm) ?? []).toEqual([]);
  });

  it('are left by event() as they were, where they are results', () => {
    const [begin] = script.match(/^event\(\) \{\n.*\n.*\n/m) ?? [];
    expect(begin).toBe('event() {\n\tlocal name\n\tfor name in $RESULTS; do local "$name="; done\n');
    expect(namesIn(script, 'RESULTS')).toEqual(expect.arrayContaining(['v', 't', 'init', 'pid', 'key', 'dump_size']));
  });
});

describe('the rules', () => {
  const shared = `RESULTS="v t"\nstate=''\n`;

  it.each([
    ['f: a is set, and neither local nor shared', 'f() {\n\ta=1\n}\n'],
    ['f: a is set, and neither local nor shared', 'f() { [ x ] && a=1; }\n'],
    ['f: a is set, and neither local nor shared', 'f() {\n\tcase $1 in a=*) a=1 ;; esac\n}\n'],
    ['f: a is set, and neither local nor shared', 'f() {\n\twhile IFS= read -r a _; do :; done <"$1"\n}\n'],
    ['f: a is set, and neither local nor shared', 'f() {\n\t[ $((a += 1)) -le 2 ]\n}\n'],
    ['f: a is set, and neither local nor shared', 'f() {\n\tv=$(for a in 1; do :; done)\n}\n'],
    ['f: a is read, and neither local nor shared', 'f() {\n\techo "is $a"\n}\n'],
    ['f: state is state of the run, and local', 'f() {\n\tlocal state\n}\n'],
    ['f: a is local without a value, and read first', 'f() {\n\tlocal a\n\techo "$a"\n\ta=1\n}\n'],
    [
      'f: v lives across event(), and is not local',
      'f() {\n\tfor v; do g; done\n}\ng() {\n\tevent\n}\nevent() { :; }\n',
    ],
  ])('%s', (told, text) => {
    expect(brokenRules(`${shared}${text}`)).toContain(told);
  });

  it.each([
    ['a local one', 'f() {\n\tlocal a b=""\n\ta=$b\n}\n'],
    ['a shared one', 'f() {\n\tstate=1 v=$((state + 1))\n}\n'],
    ['words that look like an assignment', 'f() {\n\tdd bs=256 count=1 # a=1\n\techo "a=1" \'b=2\' --c=3\n}\n'],
    ['the pattern of a case', 'f() {\n\tcase $1 in\n\ta) ;;\n\tb=c | d=e) ;;\n\tesac\n}\n'],
    ['what is exported', 'f() {\n\tA=1\n\texport A\n}\n'],
    ['a here-document', 'f() {\n\tread -r v <<-END\n\t\ta=$v\n\tEND\n}\n'],
    ['a loop without event()', 'f() {\n\tfor v; do :; done\n}\n'],
  ])('%s breaks none', (_, text) => {
    expect(brokenRules(`${shared}${text}`)).toEqual([]);
  });

  it('all functions of the script are seen', () => {
    const names = [...script.matchAll(/^(\w+)\(\) \{/gm)].map(([, name]) => name);
    expect(shellFunctions(script).map(({ name }) => name)).toEqual(['', ...names]);
  });
});
