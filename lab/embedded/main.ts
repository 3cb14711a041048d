/**
 * The embedded control plane: an API server, a scheduler and a kubelet in one program, which runs pods as real
 * containers on the node's dockerd. Started by `lab/up embedded`: `node main.ts LAB_DIR PORT NODE_NAME CGROUP_ROOT`.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AnswersForKubelet } from './api/answers.ts';
import { namespaces } from './api/resources.ts';
import { listen } from './api/server.ts';
import { Store } from './api/store.ts';
import type { Cluster } from './cluster.ts';
import { startNodeLifecycle } from './controllers/node-lifecycle.ts';
import { startScheduler } from './controllers/scheduler.ts';
import { startWorkloads } from './controllers/workloads.ts';
import { Docker } from './docker/engine.ts';
import { KubeletFaults } from './kubelet/faults.ts';
import { startHeartbeat } from './kubelet/heartbeat.ts';
import { startKubelet } from './kubelet/kubelet.ts';

const [labDir = '', port = '', nodeName = '', cgroupRoot = ''] = process.argv.slice(2);
const pki = (name: string) => readFileSync(join(labDir, 'pki', name));

const cluster: Cluster = {
  store: new Store(),
  docker: new Docker('/var/run/docker.sock'),
  faults: new KubeletFaults(join(labDir, 'faults')),
  answers: new AnswersForKubelet(join(labDir, 'faults')),
  nodeName,
  nodeIP: '127.0.0.1',
  cgroupRoot,
};
for (const name of ['default', 'kube-node-lease', 'kube-public', 'kube-system']) {
  const body = { metadata: { name }, spec: {}, status: { phase: 'Active' } };
  cluster.store.create(namespaces, cluster.store.newObject(namespaces, '', body));
}
await startHeartbeat(cluster);
startScheduler(cluster);
startWorkloads(cluster.store);
startNodeLifecycle(cluster.store);
startKubelet(cluster);
await listen(cluster, Number(port), { ca: pki('ca.crt'), cert: pki('apiserver.crt'), key: pki('apiserver.key') });
console.log(`listening on 127.0.0.1:${port}`);
