import { describe, expect, it } from 'vitest';
import { diagnose } from '../../../src/diagnosis/diagnose.ts';
import type { Target } from '../../../src/model/target.ts';
import { observation, type Situation, verdicts } from './observe.ts';
import { stepTexts } from './step-text.ts';

const down = {
  kubectl: 'kubectl:hang docker:ok ctr:ok runc:ok nsenter:ok',
  docker: 'kubectl:hang docker:hang ctr:ok runc:ok nsenter:ok',
  ctr: 'kubectl:hang docker:hang ctr:hang runc:ok nsenter:ok',
  runc: 'kubectl:hang docker:hang ctr:hang runc:error nsenter:ok',
} as const;
const existingControl = true;

describe('a control that existed before works', () => {
  verdicts('docker', [
    [{ existingControl, target: 'ok', control: 'ok' }, 'healthy high'],
    [{ existingControl, target: down.docker, control: 'ok', second: 'ok' }, 'fault dockerd container medium'],
    [{ existingControl, target: down.ctr, control: 'ok', second: 'ok' }, 'fault shim container high'],
    [{ existingControl, target: down.runc, control: 'ok', second: 'ok' }, 'fault container container high'],
    [
      { existingControl, target: down.ctr, control: 'ok', second: down.ctr, third: 'ok' },
      'fault containerd|shim several-containers medium',
    ],
  ]);
});

describe('a control that existed before fails alike: it may be sick itself', () => {
  verdicts('docker', [
    // nobody else was there to ask
    [{ existingControl, target: down.docker, control: down.docker }, 'fault dockerd ? medium'],
    [{ existingControl, target: down.ctr, control: down.ctr }, 'fault containerd|shim ? medium'],
    [{ existingControl, target: down.runc, control: down.runc }, 'fault runc|container ? medium'],
    // all of them fail
    [{ existingControl, target: down.docker, control: down.docker, second: down.docker }, 'fault dockerd node high'],
    [{ existingControl, target: down.ctr, control: down.ctr, second: down.ctr }, 'fault containerd node high'],
    [{ existingControl, target: down.runc, control: down.runc, second: down.runc }, 'fault runc node high'],
    // others are served
    [{ existingControl, target: down.ctr, control: down.ctr, second: 'ok' }, 'fault shim several-containers medium'],
    // who owns the target owns all that fail
    [
      { existingControl, target: down.ctr, control: down.ctr, second: down.ctr, sameOwner: 'control second' },
      'fault containerd|shim ? medium',
    ],
    [
      { existingControl, target: down.ctr, control: down.ctr, second: 'ok', sameOwner: 'control' },
      'fault shim container medium',
    ],
    [
      { existingControl, target: down.ctr, control: down.ctr, second: down.ctr, sameOwner: 'control' },
      'fault containerd node high',
    ],
    [
      { existingControl, target: down.ctr, control: down.ctr, second: down.ctr, sameOwner: 'second' },
      'fault containerd node high',
    ],
    [
      { existingControl, target: down.ctr, control: down.ctr, processes: 'containerd:T' },
      'fault containerd node medium',
    ],
  ]);
  it('and is called what it is', () => {
    const { verdict } = diagnose(
      observation('docker', { existingControl, target: down.ctr, control: 'ok', second: 'ok' }),
    );
    expect(verdict.summary).toMatch(/; other containers on the node are served\.$/);
    expect(verdict.because).toContain('ctr works for the control, another container on the same node.');
    expect(verdict.because).toContain('ctr works for one more container of another pod too.');
  });
});

describe('all fail at a cgroup that is read-only', () => {
  const at = (path: string) => ({
    runc: `error adding pid 755 to cgroups: failed to write 755: openat2 /sys/fs/cgroup/cpuset/${path}/cgroup.procs: read-only file system`,
  });
  it('it is the node: no container has mounted it so', () =>
    expect(
      diagnose(
        observation('docker', {
          ...{ existingControl, target: down.runc, control: down.runc, second: down.runc, sameOwner: '' },
          ...{ texts: at('kubepods/burstable/pod6644bad1'), controlTexts: at('kubepods/poda1'), otherTexts: at('x') },
        }),
      ).verdict,
    ).toMatchObject({ status: 'fault', layer: 'runc', scope: 'node', cause: 'cgroup-read-only', owner: 'node' }));
});

describe('all miss their cgroup in one hierarchy', () => {
  const at = (path: string) => ({
    runc: `error adding pid 755 to cgroups: failed to write 755: openat2 /sys/fs/cgroup/${path}/cgroup.procs: no such file or directory`,
  });
  const seen = (second: string) => ({
    ...observation('docker', {
      ...{ existingControl, target: down.runc, control: down.runc, second: down.runc, third: down.runc },
      ...{ facts: { 'target.cgroupMissing': '/sys/fs/cgroup/pids/a' }, texts: at('pids/kubepods/poda') },
      ...{ controlTexts: at('pids/kubepods/podb'), otherTexts: at(second) },
    }),
    sameOwnerIDs: [],
  });
  it('it is not mounted, and no cgroup was removed', () =>
    expect(diagnose(seen('pids/kubepods/podc')).verdict).toMatchObject({
      ...{ status: 'fault', layer: 'runc', scope: 'node', cause: 'cgroup-not-mounted', owner: 'node' },
    }));
  it('in several of them, cgroups were removed', () => {
    const { findings } = diagnose(seen('memory/kubepods/podc'));
    expect(findings.map(({ code }) => code)).toContain('cgroup-missing');
  });
});

describe('those that were started before miss their cgroup in one hierarchy, and a new one does not', () => {
  const missing = (pod: string) =>
    `OCI runtime exec failed: exec failed: unable to start container process: error adding pid 755 to cgroups: failed to write 755: openat2 /sys/fs/cgroup/pids/kubepods/${pod}/cgroup.procs: no such file or directory: unknown`;
  const others = { second: 'ctr:error runc:error', otherTexts: { ctr: missing('podb'), runc: missing('podb') } };
  const older: Situation = { ...others, third: others.second, sameOwner: 'third' };
  const byKubectl: Situation = {
    ...{ target: 'kubectl:error nsenter:ok', texts: { kubectl: missing('poda') } },
    ...{ control: 'kubectl:error ctr:ok runc:ok nsenter:ok' },
    controlTexts: { kubectl: 'error: unable to upgrade connection: container not found ("exec-doctor")' },
  };
  const byAll: Situation = {
    ...{
      target: 'kubectl:error ctr:error runc:error nsenter:ok',
      texts: { kubectl: missing('poda'), ctr: missing('poda'), runc: missing('poda') },
    },
    control: 'ok',
  };
  it.each<[string, Situation, layer: string, scope: string | null, cause: string]>([
    ['by every way', { ...byAll, ...older }, 'runc', 'node', 'cgroup-not-mounted'],
    ['by kubectl alone', { ...byKubectl, ...older }, 'runc', 'node', 'cgroup-not-mounted'],
    [
      'where one of them is served, not',
      { ...byAll, ...older, third: 'ok' },
      '',
      'several-containers',
      'cgroup-missing',
    ],
    [
      'where all are of one owner, not',
      { ...byAll, ...older, sameOwner: 'second third' },
      'container',
      'container',
      'cgroup-missing',
    ],
  ])('%s', (_what, situation, layer, scope, cause) => {
    const { verdict } = diagnose(observation('containerd', situation));
    expect(verdict).toMatchObject({ status: 'fault', layer: layer || null, scope, cause });
    if (cause !== 'cgroup-not-mounted') return;
    expect(verdict.summary).toContain('for every container of node node1 that was started before');
    expect(verdict.nextSteps.map(({ action }) => action)).not.toContain('delete-pod');
    expect(verdict.remedy?.step.command).toBe('mount -t cgroup -o pids cgroup /sys/fs/cgroup/pids');
  });
});

describe('the kubelet, where no debug pod proves that it works', () => {
  const listens = { facts: { 'kubelet.listens': 'yes' } };
  const silent = { facts: { 'kubelet.listens': 'no' } };
  const fails = {
    existingControl,
    target: down.kubectl,
    control: 'docker:ok ctr:ok runc:ok',
    logReadable: null,
  } as const;
  verdicts('docker', [
    [{ ...fails, ...listens, log: 'hang', kubelet: 'connected\nanswered' }, 'fault api-server node high'],
    [{ ...fails, ...listens, log: 'error', kubelet: 'connected\nanswered' }, 'fault api-server node high'],
    [{ ...fails, ...listens, log: 'hang', kubelet: 'connected' }, 'fault kubelet node high'],
    [{ ...fails, ...silent, log: 'error', kubelet: '' }, 'fault kubelet node high'],
    [{ ...fails, ...silent, log: 'error' }, 'fault kubelet node high'],
    // it listens elsewhere
    [{ ...fails, ...silent, log: 'hang', processes: 'kubelet:S' }, 'fault client-path|api-server|kubelet|cri ? low'],
    // somebody listens, and no connection comes about
    [{ ...fails, ...listens, log: 'hang', kubelet: 'timeout' }, 'fault api-server node high'],
    [{ ...fails, ...listens, log: 'error', kubelet: 'connect: Connection refused' }, 'fault api-server node high'],
    // the log comes: the kubelet is reached
    [
      { ...fails, ...listens, log: 'ok', kubelet: 'connected\nanswered' },
      'fault client-path|api-server|kubelet|cri ? low',
    ],
    // a bash without connections
    [
      { ...fails, ...listens, log: 'hang', kubelet: '/dev/tcp: No such file' },
      'fault client-path|api-server|kubelet|cri ? low',
    ],
    // nothing is known of the node's processes and ports
    [{ ...fails, log: 'hang' }, 'fault client-path|api-server|kubelet|cri ? low'],
    [{ ...fails, ...listens, log: 'hang' }, 'fault client-path|api-server|kubelet|cri ? low'],
  ]);
});

describe('no cluster was asked', () => {
  const noCluster = true;
  const works = 'docker:ok ctr:ok runc:ok nsenter:ok';
  verdicts('docker', [
    [{ noCluster, existingControl, target: works, control: works }, 'healthy medium'],
    [{ noCluster, existingControl, target: 'ctr:ok runc:ok nsenter:ok', control: works }, 'inconclusive ? low'],
    [
      { noCluster, existingControl, target: down.docker, control: down.docker, second: down.docker },
      'fault dockerd node high',
    ],
    [{ noCluster, existingControl, target: down.ctr, control: works, second: works }, 'fault shim container high'],
  ]);
  verdicts('containerd', [
    [{ noCluster, existingControl, target: 'ctr:ok runc:ok nsenter:ok', control: 'ctr:ok runc:ok' }, 'healthy medium'],
    [{ noCluster, existingControl, target: 'runc:ok nsenter:ok', control: 'ctr:ok runc:ok' }, 'inconclusive ? low'],
  ]);
  it('says that the way to the node was not tested', () =>
    expect(diagnose(observation('docker', { noCluster, target: works })).verdict.notTested).toContain(
      'kubectl: the way from the API server to this node',
    ));
});

describe('a container of no pod', () => {
  const ofNoPod = (target: Target): Target => ({ ...target, namespace: '', pod: '', podUID: '' });
  it('nothing is proposed that asks kubectl', () => {
    const seen = observation('docker', {
      noCluster: true,
      existingControl,
      target: down.runc,
      control: 'ok',
      second: 'ok',
    });
    const nextSteps = stepTexts(diagnose({ ...seen, target: ofNoPod(seen.target) }).verdict.nextSteps);
    expect(nextSteps.join('\n')).not.toMatch(/kubectl/);
    expect(nextSteps.at(-1)).toMatch(
      /^docker restart c+ {3}# on node node1, as root: ends this container, and starts it again/,
    );
  });
});
