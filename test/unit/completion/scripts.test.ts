import { chmodSync, existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { execaSync } from 'execa';
import { describe, expect, it } from 'vitest';
import { completionScript } from '../../../src/completion/script-command.ts';
import { shells } from '../../../src/completion/shells.ts';
import { temporaryFolder } from '../cluster/temporary-folder.ts';

/** Keeps what it was asked, and has answers of each kind. */
const plugin = `#!/bin/sh
printf '[%s]' "$@" >"$ASKED"
case "$*" in
*'diff '*) echo :0 ;;
*sts) printf 'sts/\\n:6\\n' ;;
*) printf 'nginx1\\nexplain\\twhat is known\\na:b\\n:4\\n' ;;
esac
`;

/** What the plugin is asked, and what the shell has then, when somebody presses the tabulator behind that line. */
function pressed(shell: (typeof shells)[number], line: string) {
  using folder = temporaryFolder();
  chmodSync(folder.write('kubectl-exec_doctor', plugin), 0o755);
  const asked = folder.write('asked', '');
  const text = completionScript.render?.({ kind: 'printed' }, { kind: 'print-completion', shell }, terminal);
  const press = new URL(`press/press.${shell}`, import.meta.url).pathname;
  const own = shell === 'fish' ? ['--no-config'] : [];
  const { stdout } = execaSync(shell, [...own, press, folder.write('script', text), line], {
    env: { HOME: folder.path, PATH: `${folder.path}${delimiter}${process.env.PATH}`, ASKED: asked, LC_ALL: 'C.UTF-8' },
    extendEnv: false,
  });
  return { asked: readFileSync(asked, 'utf8'), has: stdout.split('\n').filter(Boolean) };
}

const terminal = { width: 80, unicode: true };
const isThere = (shell: string) =>
  (process.env.PATH ?? '').split(delimiter).some((folder) => existsSync(join(folder, shell)));

describe.each(shells)('completion in %s', (shell) => {
  it.for<[line: string, asked: string]>([
    ['kubectl-exec_doctor ', '[__complete][]'],
    ['kubectl-exec_doctor -n shop ngi', '[__complete][-n][shop][ngi]'],
    ['kubectl exec-doctor ngi', '[__complete][ngi]'],
    ['kubectl exec-doctor two --container=si', '[__complete][two][--container=si]'],
    ['kubectl get po', ''],
  ])('asks the plugin about %j: %s', ([line, asked], context) => {
    context.skip(!isThere(shell), `there is no ${shell}`);
    expect(pressed(shell, line).asked).toBe(asked);
  });
});

it.for<[shell: (typeof shells)[number], line: string, has: readonly string[]]>([
  ['bash', 'kubectl exec-doctor ', ['nginx1', 'explain', 'a:b']],
  ['bash', 'kubectl exec-doctor --context=a:', ['nginx1', 'explain', 'b']],
  ['bash', 'kubectl exec-doctor sts', ['-o nospace', 'sts/']],
  ['bash', 'kubectl exec-doctor diff x', ['-o default']],
  ['bash', 'kubectl get po', ["kubectl's own"]],
  ['zsh', 'kubectl exec-doctor ', ['nginx1', 'explain:what is known', 'a\\:b']],
  ['zsh', 'kubectl exec-doctor sts', ['-S', 'sts/']],
  ['zsh', 'kubectl exec-doctor diff x', ['-o default']],
  ['zsh', 'kubectl get po', ["kubectl's own"]],
  ['fish', 'kubectl exec-doctor ', ['a:b', 'explain\twhat is known', 'nginx1']],
  ['fish', 'kubectl exec-doctor --context=n', ['--context=nginx1']],
  ['fish', 'kubectl exec-doctor st', []],
])('%s has behind %j: %j', ([shell, line, has], context) => {
  context.skip(!isThere(shell), `there is no ${shell}`);
  expect(pressed(shell, line).has).toEqual(has);
});
