import { describe, expect, it } from 'vitest';
import { planRun, planSurvey } from '../../../src/run/plan.ts';
import { manifestOf, podVariants } from '../../../src/run/pod-variant.ts';
import { invocation, resolved, target } from './runs.ts';

const words = { nonce: 'n'.repeat(24), runId: 'a1b2c3d4' };
const plan = (line = 'pod/nginx1', second: string[] = ['d'.repeat(64)]) =>
  planRun(resolved(), invocation(line), second, words);

describe('the plan of a run', () => {
  it('goes to the node of the target, in its namespace', () =>
    expect(plan()).toMatchObject({
      ...words,
      nodeName: 'node1',
      namespace: 'default',
      imagePullSecrets: ['pull'],
      target: { pod: 'nginx1' },
      command: [],
    }));
  it('tells the script whom to examine', () =>
    expect(plan().parameters).toEqual({
      ...words,
      targetID: 'c'.repeat(64),
      surveyIDs: [],
      control: 'self',
      secondOpinionIDs: ['d'.repeat(64)],
      podUID: '5096ac2b-fdba-4dce-ae2f-3c69ceb48b92',
      family: 'docker',
      probeTimeoutMs: 10_000,
      deadlineMs: 55_000,
      lingerSeconds: 3,
      repeat: 1,
      watchMs: 0,
      forceProbe: false,
      dumpStacks: false,
      terminal: null,
    }));
  it('tells it of all, where there are many, and has it wait for nobody', () => {
    const other = { ...resolved(), target: { ...target, containerID: 'e'.repeat(64) } };
    expect(planSurvey([resolved(), other], invocation(), words).parameters).toMatchObject({
      targetID: 'c'.repeat(64),
      surveyIDs: ['c'.repeat(64), 'e'.repeat(64)],
      lingerSeconds: 0,
    });
  });
  it.each<[line: string, what: object]>([
    // a secret is known in its own namespace only
    ['pod/nginx1 --debug-namespace=tools', { namespace: 'tools', imagePullSecrets: [] }],
    ['pod/nginx1 --debug-namespace=default', { namespace: 'default', imagePullSecrets: ['pull'] }],
    ['pod/nginx1 --no-second-opinion', { parameters: { control: 'self', secondOpinionIDs: [] } }],
    ['pod/nginx1 --no-control', { parameters: { control: '', secondOpinionIDs: [] } }],
    ['pod/nginx1 --force-probe', { parameters: { forceProbe: true } }],
    ['pod/nginx1 --probe-timeout=3s', { parameters: { probeTimeoutMs: 3000 } }],
    // the script ends before the run does, and the pod after it
    ['pod/nginx1 --timeout=90s', { parameters: { deadlineMs: 85_000 }, deadlineSeconds: 120 }],
    ['pod/nginx1 -- ls -l', { command: ['ls', '-l'] }],
  ])('%s: %j', (line, what) => expect(plan(line)).toMatchObject(what));
});

describe('the ways of making the debug pod, in their order', () => {
  const on = (architecture: string) => ({ ...target, node: { ...target.node, architecture } });
  const own = { image: 'lab/nginx:1', userland: 'host' } as const;
  const busybox = { image: 'busybox:stable', userland: 'image' } as const;
  it.each([
    [
      'amd64',
      null,
      [
        { ...own, architecture: 'amd64' },
        { ...own, architecture: '' },
        { ...busybox, architecture: 'amd64' },
      ],
    ],
    [
      'arm64',
      null,
      [
        { ...own, architecture: 'arm64' },
        { ...busybox, architecture: 'arm64' },
      ],
    ],
    ['amd64', 'x/shell', [{ image: 'x/shell', userland: 'image', architecture: 'amd64' }]],
  ])('on %s, --image=%s', (architecture, image, variants) =>
    expect(podVariants(on(architecture), image)).toEqual(variants),
  );

  it('each has a name of its own, but all are of one run', () => {
    const [first] = podVariants(target, null);
    const pods = [0, 1].map((attempt) => manifestOf(plan(), first, attempt).metadata);
    expect(pods.map(({ name }) => name)).toEqual(['exec-doctor-a1b2c3d4', 'exec-doctor-a1b2c3d4-1']);
  });
});
