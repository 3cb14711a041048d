import { Document, isCollection, isScalar, visit } from 'yaml';
import { debugPodManifest } from '../../../src/debug-pod/manifest.ts';
import { nodePrograms } from '../../../src/debug-pod/node-programs.ts';
import { limits } from '../../../src/limits.ts';
import boot from '../../../src/node-script/boot.sh';
import { script } from '../../../src/node-script/script.ts';

const runId = '7489c585';
const control = 'self';
const folder = '/exec-doctor-3f9a1c7be05d42868b1d6e2f90c7a45e';

/** The debug pod for container nginx of pod nginx1, as it is made when no flag says otherwise. */
export const examplePod = debugPodManifest({
  runId,
  namespace: 'default',
  nodeName: 'worker-1',
  image: 'registry.k8s.io/kube-proxy:v1.34.1',
  imagePullSecrets: [],
  imagePullPolicy: 'Never',
  folder,
  programs: nodePrograms(folder, 'amd64', 'glibc'),
  target: { namespace: 'default', pod: 'nginx1', container: 'nginx' },
  command: [],
  deadlineSeconds: limits.runTimeoutMs / 1000 + limits.deadlineSpareSeconds,
  parameters: {
    echoWord: '9692dff5fb5e7e4416e8a0fe',
    runId,
    targetID: '920eecb8e37234c81ece6034d6a8e4c679c981c0187be50c51af97a2c972426d',
    surveyIDs: [],
    control,
    secondOpinionIDs: ['2d9487863bb8f3f2b6c1e0b8b0c7a1d47f1c7c9b3c0f6a1e5d2b4c8a7f9e0d13'],
    podUID: '5096ac2b-fdba-4dce-ae2f-3c69ceb48b92',
    family: 'docker',
    probeTimeoutMs: limits.probeTimeoutMs,
    deadlineMs: limits.runTimeoutMs - limits.reportSpareMs,
    lingerSeconds: limits.lingerSeconds,
    repeat: 1,
    watchMs: 0,
    forceProbe: false,
    atEveryLayer: false,
    dumpStacks: false,
    terminal: null,
  },
});

/** The same as YAML, with names in place of the two scripts and of what is long; what can be read at a glance stands on a line. */
export function examplePodBlock(): string {
  const escaped = (text: string) => text.replaceAll('$', '$$$$');
  const names = new Map([
    [escaped(boot), '(src/node-script/boot.sh)'],
    [escaped(script), '(src/node-script/exec-doctor/*.sh)'],
  ]);
  const document = new Document(examplePod, (_key, value) => names.get(value) ?? value, { version: '1.1' });
  visit(document, {
    Pair(_key, { key, value }) {
      if (!isCollection(value) || !isScalar(key) || !atAGlance.includes(String(key.value))) return undefined;
      value.flow = true;
      return visit.SKIP;
    },
    Collection(key, node) {
      if (key === null || JSON.stringify(node).length > glanceChars) return undefined;
      node.flow = true;
      return visit.SKIP;
    },
  });
  const [, , , libraries = ''] = examplePod.spec.containers[0].command;
  const text = document.toString({ lineWidth: 0 }).replaceAll(libraries, 'LIBRARIES').replaceAll(folder, 'FOLDER');
  return `\`\`\`yaml\n${text.split('\n').map(wrapped).join('\n')}\`\`\``;
}

const atAGlance: readonly string[] = ['metadata', 'command', 'env', 'volumeMounts', 'volumes'];
const glanceChars = 400;
const columns = 116;

/** A list or an object on a line may go on in the next one after a comma; that of objects after each of them. */
function wrapped(line: string): string {
  const indent = ' '.repeat(line.search(/[^ ]|$/) + 2);
  const [first = '', ...more] = line.trim().split(line.includes('}, {') ? /(?<=},) / : /(?<=,) /);
  const lines = [`${indent.slice(2)}${first}`];
  for (const part of more) {
    const longer = `${lines.at(-1)} ${part}`;
    if (longer.length <= columns) lines.splice(-1, 1, longer);
    else lines.push(`${indent}${part}`);
  }
  return lines.join('\n');
}
