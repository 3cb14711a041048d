import { beforeAll, expect, it } from 'vitest';
import { matrix, reportOf, start } from './support/plugin.ts';
import { lab, onNode, patience, untilHealthy } from './support/the-lab.ts';
import { expectNoTrace, files } from './support/traces.ts';

let before: readonly string[] = [];
beforeAll(async () => {
  if (lab.missing) return;
  await untilHealthy();
  before = await files();
});

/** Stops the node script as soon as it is there, and says which processes that were. Spelled so that it does not find itself. */
const stopScript = `
script() { grep -szal 'node hal[f] of exec-doctor' /proc/[0-9]*/cmdline | cut -d / -f 3; }
for round in $(seq 1 600); do
  pids=$(script)
  if [ -n "$pids" ]; then
    # again, for what it has started meanwhile; a signal takes its moment
    for again in 1 2 3; do kill -STOP $(script); sleep 0.1; done
    grep -H ^State: $(printf '/proc/%s/status ' $(script))
    exit 0
  fi
  sleep 0.05
done`;

it('a script that is stopped on the node costs no more than the run’s time', async () => {
  const stopped = onNode(['sh', '-c', stopScript], 60_000);
  const running = start(['nginx1', '-o', 'json', `--probe-timeout=${4 * patience}s`, `--timeout=${8 * patience}s`]);
  expect(await stopped).toMatch(/^(\S+State:\s+T .*\n?)+$/);
  const ending = await running.ended;
  const report = reportOf(ending);
  expect(ending.code, matrix(report)).toBe(3);
  // all of the run's time was waited for it, and no more
  expect(report.durationMs).toBeGreaterThanOrEqual(8_000 * patience);
  expect(report.durationMs).toBeLessThan(8_000 * patience + 5_000);
  // its kubelet kills it when the grace period is over
  expect(ending.ms).toBeLessThan(8_000 * patience + 30_000);
  expect(ending.stderr).not.toMatch(/could not be deleted|is still there/);
  await expectNoTrace('nginx1', 'nginx', before);
});
