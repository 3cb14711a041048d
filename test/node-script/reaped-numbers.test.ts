import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { afterAll, describe, expect, test } from 'vitest';
import { runScript } from './run-script.ts';
import { StubNode } from './stub-node.ts';
import { busyboxFolder, presentUserlands } from './userlands.ts';

const busybox = busyboxFolder();
afterAll(() => busybox[Symbol.dispose]());

/** A PID namespace of its own, in which nobody else takes a number, and root may say which one is the next. */
const ownNumbers = ['unshare', '--pid', '--fork', '--mount-proc', 'sh', '-c'] as const;
const canChooseNumbers = (() => {
  try {
    const [program, ...words] = ownNumbers;
    const choose = 'echo 5000 >/proc/sys/kernel/ns_last_pid && sh -c "echo \\$\\$"; :';
    return execFileSync(program, [...words, choose], { stdio: ['ignore', 'pipe', 'ignore'] }).toString() === '5001\n';
  } catch {
    console.log(
      'node script: not tested with numbers that are given to another, which takes root, and CONFIG_CHECKPOINT_RESTORE',
    );
    return false;
  }
})();
/** Runs the rest of its words, and tells at the end, in the file `stranger`, in which state the process in the file `pid` is. */
const toTheEnd =
  'stubs=$1; shift; "$@"; code=$?; read -r pid <"$stubs/pid"; read -r _ _ state _ <"/proc/$pid/stat"; echo "$state" >"$stubs/stranger"; exit "$code"';

/** Shell text: waits until $number is nobody's, and has a stranger take it, who leads a group of that number. */
const strangerTakes = `
	while :; do
		while [ -e "/proc/$number" ]; do sleep 0.02; done
		echo $((number - 1)) >/proc/sys/kernel/ns_last_pid
		env -i setsid sleep 1000 >/dev/null 2>&1 &
		[ $! != "$number" ] || break
		kill -KILL $!
	done
	echo "$number" >"$stubs/pid"`;

/** What a client does; its parent is ours, and has two readers as its first children. */
const situations: Readonly<Record<string, string>> = {
  'a reader that has read enough': `
	read -r number _ <"/proc/$PPID/task/$PPID/children"
	head -c 1000000 /dev/zero 2>/dev/null${strangerTakes}
	exec sleep 1000`,
  'a client that has left its output open': `
	number=$$
	export stubs number
	setsid sh -c '
	: >"$stubs/ready"${strangerTakes}
	exec sleep 1000' >/dev/null &
	until [ -e "$stubs/ready" ]; do sleep 0.02; done # in its group it would end with it
	ok`,
  'the parent of a client': `
	number=$PPID
	kill -KILL $PPID${strangerTakes}
	exec sleep 1000`,
};

for (const { name, shell, path } of presentUserlands) {
  describe.skipIf(!canChooseNumbers).concurrent(
    `who has the number of what was ours is not signalled, by ${name}`,
    {
      timeout: 60_000,
    },
    () => {
      for (const [whose, does] of Object.entries(situations)) {
        test(whose, async () => {
          using node = new StubNode().does('runc', 'target', does);
          const stubs = node.path('stubs');
          const run = await runScript(node, {
            shell: [...ownNumbers, toTheEnd, 'init', stubs, ...shell],
            parameters: {
              ED_FAMILY: 'docker',
              ED_SECOND: '',
              ED_LINGER_S: '3',
              ED_PROBE_TIMEOUT_MS: '3000',
              ...path(busybox.path),
            },
          });
          expect(run.records.at(-1)).toEqual({ r: 'end', overdue: 0 });
          expect(readFileSync(`${stubs}/pid`, 'utf8')).toMatch(/^\d+\n$/);
          expect(readFileSync(`${stubs}/stranger`, 'utf8')).toBe('S\n');
        });
      }
    },
  );
}
