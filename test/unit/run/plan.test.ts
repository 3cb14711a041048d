import { describe, expect, it } from 'vitest';
import { nodePrograms } from '../../../src/debug-pod/node-programs.ts';
import { type PodVariant, podVariants } from '../../../src/run/debug-pod/pod-variant.ts';
import {
  controlCommand,
  manifestOf,
  type NodeContext,
  nothingKnown,
  planRun,
  planSurvey,
} from '../../../src/run/plan.ts';
import { invocation, resolved, target } from './runs.ts';

const words = { echoWord: 'e'.repeat(24), runId: 'a1b2c3d4', folderWord: '5c'.repeat(16), pathWord: '7d'.repeat(16) };
const clusterImage = 'registry.example/kube-proxy:v1';
const sandboxImage = 'registry.k8s.io/pause:3.9';
const plan = (line = 'pod/nginx1', context: NodeContext = { secondOpinionIDs: ['d'.repeat(64)], clusterImage }) =>
  planRun(resolved(), invocation(line), context, words);

describe('the plan of a run', () => {
  it('goes to the node of the target, in its namespace', () =>
    expect(plan()).toMatchObject({
      ...words,
      nodeName: 'node1',
      namespace: 'default',
      imagePullSecrets: ['pull'],
      target: { pod: 'nginx1' },
      command: [],
      transport: null,
      images: { image: null, clusterImage, sandboxImage },
    }));
  it('tells the script whom to examine', () =>
    expect(plan().parameters).toEqual({
      echoWord: words.echoWord,
      runId: words.runId,
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
      atEveryLayer: false,
      dumpStacks: false,
      terminal: null,
    }));
  it('tells it of all, where there are many, and has it wait for nobody', () => {
    const other = { ...resolved(), target: { ...target, containerID: 'e'.repeat(64) } };
    expect(planSurvey([resolved(), other], invocation(), clusterImage, words)).toMatchObject({
      parameters: {
        targetID: 'c'.repeat(64),
        surveyIDs: ['c'.repeat(64), 'e'.repeat(64)],
        secondOpinionIDs: [],
        lingerSeconds: 0,
      },
      images: { image: null, clusterImage, sandboxImage },
      folderWord: words.folderWord,
      pathWord: words.pathWord,
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
    ['pod/nginx1 --image=x/shell', { images: { image: 'x/shell', clusterImage } }],
    ['pod/nginx1 -- ls -l', { command: ['ls', '-l'] }],
  ])('%s: %j', (line, what) => expect(plan(line)).toMatchObject(what));
});

it('the plan of a run on a node of which the API server tells nothing', () =>
  expect(plan('pod/nginx1', nothingKnown)).toMatchObject({
    parameters: { control: 'self', secondOpinionIDs: [] },
    images: { image: null, clusterImage: null, sandboxImage },
  }));

describe('the variants of the debug pod, in their order', () => {
  const on = (architecture: string, osImage = target.node.osImage) => ({
    ...target,
    node: { ...target.node, architecture, osImage },
  });
  const told = ({ image, imageFrom, architecture, programs }: PodVariant) =>
    `${imageFrom} ${image} ${architecture} ${programs}`;
  const debian = 'Debian GNU/Linux 12 (bookworm)';
  const alpine = 'Alpine Linux v3.20';
  it.each<[architecture: string, osImage: string, image: string | null, cluster: string | null, variants: string[]]>([
    [
      ...(['amd64', debian, null, 'kube/proxy:1'] as const),
      [
        'cluster kube/proxy:1 amd64 glibc',
        'sandbox pause:1 amd64 glibc',
        'cluster kube/proxy:1 amd64 musl',
        'sandbox pause:1 amd64 musl',
        'shell busybox:stable amd64 image',
      ],
    ],
    [
      ...(['arm64', alpine, null, 'kube/proxy:1'] as const),
      [
        'cluster kube/proxy:1 arm64 musl',
        'sandbox pause:1 arm64 musl',
        'cluster kube/proxy:1 arm64 glibc',
        'sandbox pause:1 arm64 glibc',
        'shell busybox:stable arm64 image',
      ],
    ],
    [
      ...(['amd64', debian, null, null] as const),
      ['sandbox pause:1 amd64 glibc', 'sandbox pause:1 amd64 musl', 'shell busybox:stable amd64 image'],
    ],
    // whose loader is not known
    [...(['mips64le', debian, null, 'kube/proxy:1'] as const), ['shell busybox:stable mips64le image']],
    [...(['', '', null, null] as const), ['shell busybox:stable  image']],
    // whoever names an image means it, with its programs
    [...(['amd64', debian, 'x/shell', 'kube/proxy:1'] as const), ['flag x/shell amd64 image']],
    [...(['mips64le', alpine, 'x/shell', null] as const), ['flag x/shell mips64le image']],
  ])('on %s, %s, --image=%s, the cluster runs %s', (architecture, osImage, image, cluster, variants) =>
    expect(
      podVariants(on(architecture, osImage), { image, clusterImage: cluster, sandboxImage: 'pause:1' }).map(told),
    ).toEqual(variants),
  );
  it("are never of the target's image, and run no program of the cluster's", () => {
    const all = ['amd64', 'arm64', 'mips64le'].flatMap((architecture) =>
      podVariants(on(architecture), { image: null, clusterImage, sandboxImage }),
    );
    expect(all.map(({ image }) => image)).not.toContain(target.image);
    expect(all.filter(({ programs }) => programs === 'image').map(({ imageFrom }) => imageFrom)).toEqual(
      Array(3).fill('shell'),
    );
  });

  it('each has a name of its own, but all are of one run', () => {
    const [first] = podVariants(target, plan().images);
    const pods = [0, 1].map((attempt) => manifestOf(plan(), first, attempt));
    expect(pods.map(({ metadata }) => metadata.name)).toEqual(['exec-doctor-a1b2c3d4', 'exec-doctor-a1b2c3d4-1']);
    expect(pods.map(({ spec }) => spec.containers[0].command)).toEqual(
      Array(2).fill(pods[0]?.spec.containers[0].command),
    );
  });
});

describe('the debug pod of a variant', () => {
  const folder = `/exec-doctor-${words.folderWord}`;
  const one = (variant: Partial<PodVariant>): PodVariant => ({
    ...{ image: 'x', imageFrom: 'sandbox', architecture: 'amd64', programs: 'glibc' },
    ...variant,
  });
  const container = (variant: Partial<PodVariant>) => manifestOf(plan(), one(variant), 0).spec.containers[0];
  it.each<[PodVariant['imageFrom'], policy: string]>([
    // the cluster's is there, and the secret for it is not ours
    ['cluster', 'Never'],
    ['sandbox', 'Never'],
    ['shell', 'IfNotPresent'],
    ['flag', 'IfNotPresent'],
  ])('of an image from %s: pulled %s', (imageFrom, policy) =>
    expect(container({ imageFrom, image: 'y' })).toMatchObject({ image: 'y', imagePullPolicy: policy }),
  );
  it.each(['glibc', 'musl'] as const)("with the node's programs, of %s, in the folder of this run", (programs) => {
    const { loader } = nodePrograms(folder, 'amd64', programs) ?? { loader: [] };
    expect(container({ programs }).command.slice(0, loader.length + 2)).toEqual([...loader, `${folder}/env`, '-i']);
    expect(controlCommand(plan(), one({ programs }))).toEqual([
      ...[...loader, `${folder}/env`, '-i'],
      ...[...loader, `${folder}/sh`, '-c'],
      `: >${folder}/work/asked; echo ${words.echoWord}`,
    ]);
  });
  it("with the image's own programs, in a folder that an admission rule can know", () => {
    expect(container({ programs: 'image' }).command.slice(0, 2)).toEqual(['env', '-i']);
    expect(controlCommand(plan(), one({ programs: 'image' }))).toEqual([
      ...['env', '-i', '/bin/sh', '-c'],
      `: >/exec-doctor/asked; echo ${words.echoWord}`,
    ]);
  });
});
