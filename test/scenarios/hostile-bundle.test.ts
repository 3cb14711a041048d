import { afterAll, beforeAll, expect, it } from 'vitest';
import { diagnose, matrix } from './support/plugin.ts';
import { bundles } from './support/runtime.ts';
import { containerID, fault, healAll, lab, onNode, untilHealthy } from './support/the-lab.ts';
import { expectNoTrace, files } from './support/traces.ts';

// Somebody with an account on the node: /run/lock is open to everybody, as on every node, and has in it what looks like a
// containerd's folder, with a bundle of the target whose options name a runtime.

const owned = '/tmp/owned-by-a-bundle';
const place = '/run/lock/containerd';

const make = `
[ -d /run/lock ] || mkdir -m 1777 /run/lock
rm -rf ${place} ${owned}
bundle=${place}/io.containerd.runtime.v2.task/$1/$2
mkdir -p "$bundle"
cp "$3/$2.away/init.pid" "$bundle" 2>/dev/null || cp "$3/$2/init.pid" "$bundle"
printf '#!/bin/sh\\n: >${owned}\\n' >${place}/runc
chmod 755 ${place}/runc
printf '{"binary_name":"${place}/runc","root":"${place}/state"}' >"$bundle/options.json"
mkdir -p "${place}/state/$1/$2"
echo '{}' >"${place}/state/$1/$2/state.json"
chown -R 1000:1000 ${place}`;

let before: readonly string[] = [];
const ownedNow = async () => (await onNode(['sh', '-c', `ls ${owned} 2>/dev/null || :`])) !== '';

beforeAll(async () => {
  if (lab.missing) return;
  before = await files();
  await fault(['bundle-moved', 'nginx1']);
  const namespace = bundles.slice(bundles.lastIndexOf('/') + 1);
  await onNode(['sh', '-c', make, 'make', namespace, await containerID('nginx1', 'nginx'), bundles]);
});
afterAll(async () => {
  if (lab.missing) return;
  await onNode(['rm', '-rf', place, owned]);
  await healAll();
  await untilHealthy();
});

it('whoever believes its options runs that as root', async () => {
  const believe = `"$(sed 's/.*"binary_name":"\\([^"]*\\)".*/\\1/' ${place}/io.containerd.runtime.v2.task/*/*/options.json)" --version`;
  await onNode(['sh', '-c', believe]);
  expect(await ownedNow()).toBe(true);
  await onNode(['rm', '-f', owned]);
});

it('a diagnosis does not: the folder is left aside, and that is told', async () => {
  const { report } = await diagnose(['nginx1']);
  expect(await ownedNow(), matrix(report)).toBe(false);
  expect(report.verdict.notTested.join('\n')).toMatch(
    /the bundle \/run\/lock\/containerd was left aside: .* not owned by root/,
  );
  for (const { command } of report.probes) expect(command?.join(' ') ?? '').not.toContain(place);
  await healAll();
  await expectNoTrace('nginx1', 'nginx', before);
});
