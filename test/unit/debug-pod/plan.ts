import type { DebugPodPlan } from '../../../src/debug-pod/manifest.ts';
import { nodePrograms } from '../../../src/debug-pod/node-programs.ts';

/** What is ours in the container, where the node's programs run the script. */
export const folder = `/exec-doctor-${'5c'.repeat(16)}`;

/** The node's programs, or those of the image, in the place of each. */
export const nodesOwn = { folder, programs: nodePrograms(folder, 'amd64', 'glibc') } as const;
export const imagesOwn = { folder: '/exec-doctor', programs: null } as const;

/** A plan for a debug pod; what is not named is nothing special. */
export const planOf = (different: Partial<DebugPodPlan> = {}): DebugPodPlan => ({
  runId: 'a1b2c3d4',
  namespace: 'shop',
  nodeName: 'node1',
  image: 'registry.example/shop/nginx:1.27',
  imagePullSecrets: [],
  imagePullPolicy: 'IfNotPresent',
  ...nodesOwn,
  target: { namespace: 'shop', pod: 'nginx1', container: 'nginx' },
  parameters: {
    echoWord: '61735448b25aefaf9d82d73f',
    runId: 'a1b2c3d4',
    targetID: 'c'.repeat(64),
    surveyIDs: [],
    control: 'self',
    secondOpinionIDs: ['d'.repeat(64), 'e'.repeat(64)],
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
  },
  command: [],
  deadlineSeconds: 90,
  ...different,
});
