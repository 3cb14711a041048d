import { describe, expect, it } from 'vitest';
import { shellAccess } from '../../../../src/diagnosis/advice/shell-access.ts';
import { diagnose } from '../../../../src/diagnosis/diagnose.ts';
import type { Step } from '../../../../src/model/step.ts';
import { observation, type Situation } from '../observe.ts';
import { stepText } from '../step-text.ts';

const textOf = (step: Step | null) => step && stepText(step);

const id = 'c'.repeat(64);

describe('the way in meanwhile is the highest layer on the node that was seen working', () => {
  it.each<[Situation, string | null]>([
    [{ target: 'ok' }, null],
    [{ target: 'skipped' }, null],
    [{ target: 'kubectl:hang crictl:ok docker:ok' }, `crictl exec -it ${id} sh   # on node node1, as root`],
    [{ target: 'kubectl:hang docker:ok ctr:ok' }, `docker exec -it ${id} sh   # on node node1, as root`],
    [
      { target: 'docker:hang ctr:ok runc:ok' },
      `ctr -n moby tasks exec --exec-id shell -t ${id} sh   # on node node1, as root`,
    ],
    [
      { target: 'ctr:hang runc:ok' },
      `runc --root $(dirname $(ls -d /run/docker/runtime-*/*/${id} /run/containerd/runc/*/${id} /run/k3s/containerd/runc/*/${id} /run/runc/${id} /run/crun/${id} | head -n1)) exec -t ${id} sh   # on node node1, as root`,
    ],
    [{ target: 'runc:hang nsenter:ok' }, null],
    [{ target: 'runc:hang nsenter:error' }, null],
  ])('%j: %s', (situation, way) => expect(textOf(shellAccess(observation('docker', situation)))).toBe(way));
  it('is put together of what was found out', () => {
    const facts = {
      ...{ ctr: '/usr/bin/ctr', 'target.address': '/run/containerd/containerd.sock', 'target.ns': 'k8s.io' },
      ...{ 'target.runtime': '/usr/bin/crun', 'target.root': '/run/containerd/runc/k8s.io', crictl: '/opt/bin/crictl' },
      cri: 'unix:///run/containerd/containerd.sock',
    };
    const way = (target: string) => textOf(shellAccess(observation('containerd', { target, facts })));
    expect([way('kubectl:hang crictl:ok'), way('ctr:ok'), way('ctr:hang runc:ok')]).toEqual([
      `/opt/bin/crictl -r unix:///run/containerd/containerd.sock exec -it ${id} sh   # on node node1, as root`,
      `/usr/bin/ctr -a /run/containerd/containerd.sock -n k8s.io tasks exec --exec-id shell -t ${id} sh   # on node node1, as root`,
      `/usr/bin/crun --root /run/containerd/runc/k8s.io exec --cwd / -t ${id} sh   # on node node1, as root`,
    ]);
  });
});

it('a shell that would run as root of the node is no way in, and so it is told', () => {
  const { verdict } = diagnose(
    observation('docker', { target: 'kubectl:hang docker:hang ctr:hang runc:hang nsenter:ok' }),
  );
  expect(verdict).toMatchObject({
    wayIn: null,
    noWayIn: expect.stringMatching(/ran no file of the container.* as root of the node/),
  });
});
