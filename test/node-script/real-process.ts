import { readFileSync } from 'node:fs';
import { targetID } from './run-script.ts';
import type { StubNode } from './stub-node.ts';

/** Shell text: makes a real process look like one of the recorded node's, born after the script. */
export const inTree = (pid: string, { state = 'S', comm = 'sh', parent = 90 } = {}) => `
	mkdir -p "$ED_PROC/${pid}"
	echo "${pid} (${comm}) ${state} ${parent} ${'0 '.repeat(17)}99999999999 0" >"$ED_PROC/${pid}/stat"
	cp "/proc/${pid}/cmdline" "$ED_PROC/${pid}/cmdline"
	printf '%s ' "${pid}" >>"$ED_PROC/90/task/90/children"`;
export const inContainer = `\nprintf '0::/docker/%s\\n' ${targetID} >"$ED_PROC/$pid/cgroup"`;
export const carriesOurId = `setsid env -i sh -c 'sleep 1000; :' exec-doctor-run1-1 & pid=$!; echo $pid >"$stubs/pid"; sleep 0.2`;
export const carriesNothing = `setsid env -i sh -c 'sleep 1000; :' & pid=$!; echo $pid >"$stubs/pid"; sleep 0.2`;

export const isAlive = (node: StubNode): boolean => {
  try {
    return !/^\d+ \(.*\) Z/s.test(readFileSync(`/proc/${pidOf(node)}/stat`, 'utf8'));
  } catch {
    return false;
  }
};
export const pidOf = (node: StubNode) => Number(readFileSync(node.path('stubs/pid'), 'utf8'));
