import { describe, expect, it } from 'vitest';
import { limits } from '../../../../src/limits.ts';
import type { Report } from '../../../../src/model/report.ts';
import { rowsOf } from '../../../../src/report/short/fit.ts';
import { standsStill } from '../../../../src/report/short/headline.ts';
import { renderShort } from '../../../../src/report/short/render-short.ts';
import { displayWidth } from '../../../../src/report/wrap.ts';
import { recordedModes } from '../../../scenarios/support/lab-facts.ts';
import { recordedFaults } from '../../diagnosis/recorded-observation.ts';
import { byPod, report } from '../build-report.ts';
import { reportOf } from '../recorded-report.ts';
import { fault, situations } from '../situations.ts';

const recorded = recordedFaults(recordedModes).map(
  ({ mode, name, recording }) => [`${mode}/${name}`, reportOf(recording)] as const,
);
const all: readonly (readonly [string, Report])[] = [...Object.entries(situations), ...recorded];
const short = (one: Report, options: Partial<Parameters<typeof renderShort>[1]> = {}) =>
  renderShort(one, { width: 80, color: false, unicode: true, ...options });
const failing = (broken: (one: Report) => boolean) => all.filter(([, one]) => broken(one)).map(([name]) => name);

/** Commands stand four columns in, on a line of their own, below words that do not end there. */
const commandsOf = ({ verdict: { wayIn, nextSteps } }: Report) =>
  [wayIn, ...nextSteps].flatMap((step) => step?.command?.trim() ?? []);
const linesOf = (text: string) => text.trimEnd().split('\n');

describe('of every situation and every recorded fault', () => {
  it('80 columns and 24 rows with a prompt hold it', () =>
    expect(
      failing((one) => linesOf(short(one)).reduce((sum, line) => sum + rowsOf(line, 80), 0) > limits.shortFormRows),
    ).toEqual([]));
  it.each([60, 80, 120, 200])('fits %i columns, but for commands to be copied', (width) =>
    expect(
      failing((one) => {
        const commands = commandsOf(one);
        return linesOf(short(one, { width })).some(
          (line) => displayWidth(line) > width && !commands.includes(line.trim()),
        );
      }),
    ).toEqual([]),
  );
  it('is ASCII where the terminal is', () =>
    expect(failing((one) => !/^[\n -~]*$/.test(short(one, { unicode: false })))).toEqual([]));
  it('says the same without colour', () =>
    expect(failing((one) => short(one, { color: true }).replace(/\x1b\[\d+m/g, '') !== short(one))).toEqual([]));
  it('begins with the sign of its status', () => {
    const signs = { healthy: '✔', degraded: '!', fault: '✗', inconclusive: '?' };
    const signOf = (one: Report) => (standsStill(one) === null ? signs[one.verdict.status] : signs.degraded);
    expect(failing((one) => !short(one).startsWith(`${signOf(one)} `))).toEqual([]);
  });
  it('ends no list before its first line', () =>
    expect(failing((one) => /^ {2}(?:un)?likely:\n(?! {4}- )/m.test(short(one)))).toEqual([]));
  it('has the cause by its code', () =>
    expect(
      failing(({ ...one }) => one.verdict.cause !== null && !short(one).includes(`[${one.verdict.cause}]`)),
    ).toEqual([]));
  it('says what to do where something is wrong, and each command stands whole on a line of its own', () =>
    expect(
      failing((one) => {
        const { status, remedy, nextSteps } = one.verdict;
        if (status === 'healthy') return false;
        const step = remedy?.step ?? nextSteps[0];
        if (!step) return false;
        const text = short(one).replace(/\s+/g, ' ');
        return step.command === null
          ? !text.includes(step.note.slice(0, 30))
          : !linesOf(short(one)).includes(`    ${step.command.trim().replace(/\s*\n\s*/g, ' ')}`);
      }),
    ).toEqual([]));
  it('says what not to do above every command', () =>
    expect(
      failing((one) => {
        const lines = linesOf(short(one));
        const dont = lines.findIndex((line) => line.startsWith("  DON'T "));
        const first = lines.findIndex((line) => /^ {2}(SHELL|FIX|LOOK|DO|NEXT) /.test(line));
        return one.verdict.avoid.length > 0 && (dont === -1 || (first !== -1 && dont > first));
      }),
    ).toEqual([]));
  it('is made of words, whatever is not known', () =>
    expect(failing((one) => /undefined|NaN|\[object|Invalid/.test(short(one)))).toEqual([]));
});

describe('in full', () => {
  it('a stopped shim', () => {
    const [, shim] = recorded.find(([name]) => name === 'docker/shim-hang-nginx1') ?? [];
    expect(shim && short(shim)).toBe(
      `✗ default/nginx1 (nginx): exec hangs at its shim: the shim of this container
  is stopped (SIGSTOP)
  cause[shim-stopped]: containerd-shim (process 14817) is stopped (T).
  affected: This container only, as far as this run saw. Serving: it is ready.
  since: some time after 11:26 UTC (2m ago): container nginx started then
  owner: whoever runs the nodes

           kubectl  docker   ctr      SHIM  runc     kernel
  target   ✗ hangs  ✗ hangs  ✗ hangs  ✗     ✔ 0.07s  ✔ 0.01s
  control  ✔ 0.27s  ✔ 0.07s  ✔ 0.13s        ✔ 0.06s  ✔ 0.01s

  DON'T   restart containerd or dockerd: other containers depend on them
          repeat kubectl exec: each one queues behind what hangs

  SHELL   on node 127.0.0.1, as root
    /usr/sbin/runc --root /var/run/docker/runtime-runc/moby exec -t 40648940e9ec4c7446dda35f5087d444603cacfcedf630e14bd64a25622e093a sh
  FIX     on node 127.0.0.1, as root; ✔ safe, tested: resumes containerd-shim;
          ends nothing. Find out first who stopped it
    kill -CONT 14817

  left behind by this run: 3 things: kubectl exec-doctor show --leftovers
  more: kubectl exec-doctor show --details | explain shim-stopped
`,
    );
  });
  it('a healthy container', () =>
    expect(short(situations.healthy ?? report())).toBe(
      `✔ default/nginx1 (nginx): exec works through every layer at the moment

           kubectl  docker   ctr      runc     kernel
  target   ✔ 0.16s  ✔ 0.06s  ✔ 0.07s  ✔ 0.04s  ✔ 0.00s
  control  –        ✔ 0.06s  ✔ 0.07s  ✔ 0.04s  ✔ 0.00s

  NEXT    where it fails only now and then
    kubectl exec-doctor -n default nginx1 --watch=10m

  debug pod: nothing to do now; it was in default: who may exec into or patch
    pods there could have entered it; see \`kubectl exec-doctor setup\`
  more: kubectl exec-doctor show --details
  2026-03-01 03:12:45 UTC, 3.24s, context prod-eu, node node1
`,
    ));
});

describe('of a recorded fault', () => {
  it.each<[string, ...RegExp[]]>([
    [
      'docker/init-uninterruptible-nginx1',
      /^! default\/nginx1 \(nginx\): exec works, but the first process of the container does nothing: it waits in the kernel/,
      /warning\[process-uninterruptible\]: .* DON'T delete the pod: .* LOOK .* cat \/proc\/14841\/stack /,
      /explain process-uninterruptible /,
    ],
    [
      'containerd/child-frozen-nginx1',
      /^! .*: exec works, but the first process of the container does nothing: it is frozen/,
    ],
    ['containerd/run-full-space', /NEXT on node .*: "no space left on device", says its event: .* df -h; df -i /],
    ['containerd/containerd-fds', /NEXT on node .*: "too many open files", says its event: .* grep open limits\)/],
    ['docker/admission-denies-exec', /affected: Not this container alone, because the control fails as well; /],
    ['containerd/tmp-full-space', /LOOK .* du -xah .* FIX .* if it is a tmpfs; .* 214 is the container's shim mount /],
    ['docker/runc-broken-hang', /DON'T restart containerd or dockerd: .* LOOK .* ps -C runc,crun,docker-runc /],
    ['docker/kubelet-down', /Serving: nginx1 was ready, as the kubelet last reported\./],
    ['docker/memory-limit-nginx1', /NEXT .*: under_oom 1: .* DO Raise the limit in that folder: .* BestEffort; /],
    [
      'containerd/bundle-moved-nginx1',
      /exec fails for this container: .*; 362 is the container's first process grep -q \S+ \/proc\/362\/cgroup && mkdir/,
    ],
  ])('%s', (name, ...texts) => {
    const [, found] = recorded.find(([each]) => each === name) ?? [];
    const text = found ? short(found).trim().replace(/\s+/g, ' ') : '';
    for (const one of texts) expect(text).toMatch(one);
  });
});

describe('where it differs', () => {
  const shim = situations['shim hangs'] ?? report();
  it.each<[string, Report, RegExp]>([
    ['a file is not from your cluster', report({ fromFile: true }), /^ {2}from: a file, not from your cluster$/m],
    [
      'a run that is not kept is run again for its details',
      { ...shim, transport: { kind: 'local', to: '', recordsFrom: 'output' } },
      /^ {2}more: the same with --details$/m,
    ],
    [
      'a doubtful cause is only possible',
      { ...shim, verdict: { ...shim.verdict, cause: 'shim-stopped', confidence: 'low' } },
      /^ {2}possibly\[shim-stopped\]: /m,
    ],
    [
      'why it is not certain',
      { ...shim, verdict: { ...shim.verdict, confidence: 'medium', confidenceReason: 'one layer was not asked' } },
      /^ {2}confidence: medium: one layer was not asked$/m,
    ],
    [
      'how often a layer failed, where it was asked again and again',
      report({
        target: { kubectl: 'ok', docker: 'ok' },
        repeats: [
          { name: 'docker', subject: 'target', runs: 20, failed: 3, p50Ms: 60, p95Ms: 90, maxMs: 120 },
          { name: 'kubectl', subject: 'target', runs: 20, failed: 0, p50Ms: 150, p95Ms: 190, maxMs: 220 },
        ],
      }),
      /^ {2}target {2}✔ 0\.15s {2}✗ 3 of 20$/m,
    ],
    [
      'a healthy one without its pod has no watch to propose',
      report({ transport: byPod, about: { pod: '', namespace: '' } }),
      /^ {2}more: kubectl exec-doctor show --details$/m,
    ],
  ])('%s', (_, one, text) => expect(short(one)).toMatch(text));

  it.each<[string, Partial<Report>, boolean]>([
    ['a fix that ends what serves', {}, true],
    ['where the kubelet ends it anyway', { breaksNext: shim.breaksNext.slice(0, 1) }, false],
    [
      'where it does not serve',
      {
        surroundings: {
          ...shim.surroundings,
          deletion: null,
          serving: { ready: false, restartCount: 0, lastEnd: null },
        },
      },
      false,
    ],
    ['where it ends nothing', { verdict: { ...shim.verdict, remedy: null } }, false],
  ])('%s can wait: %s', (_, changes, mayWait) => {
    const serving = { ready: true, restartCount: 0, lastEnd: null };
    const ready = { ...shim.surroundings, deletion: null, serving };
    const text = short({ ...shim, breaksNext: [], surroundings: ready, ...changes }).replace(/\s+/g, ' ');
    expect(text.includes('it is ready, so the fix can wait.')).toBe(mayWait);
  });

  it('what hangs is kubectl, and the way that it takes may be why', () => {
    const [, hang] = recorded.find(([name]) => name === 'docker/containerd-hang') ?? [];
    expect(hang && short(hang)).toMatch(
      /^ {10}kubectl {2}CLIENT-PATH {2}KUBELET .*\n {2}target {2}✗ hangs {2}\? {12}\? /m,
    );
  });
  it('narrow: signs and words without times', () =>
    expect(short({ ...shim, verdict: fault({ layer: 'api-server' }) }, { width: 60 })).toMatch(
      /^ {2}target {2}✗ hangs ✗ {10}✗ hangs ✗ hangs ✔ {4}✔$/m,
    ));
});
