import { describe, expect, it } from 'vitest';
import { diagnose } from '../../../src/diagnosis/diagnose.ts';
import { catalogue } from '../../../src/knowledge/index.ts';
import { observation, type Situation, verdicts } from './observe.ts';
import { stepTexts } from './step-text.ts';

/** What parts the layers that the matrix leaves, on a docker node. */
const codes = (situation: Situation) => diagnose(observation('docker', situation)).findings.map(({ code }) => code);

const ctr = 'kubectl:hang docker:hang ctr:hang runc:ok nsenter:ok';
const docker = 'kubectl:hang docker:hang ctr:ok runc:ok nsenter:ok';
const kubectl = 'kubectl:hang docker:ok ctr:ok runc:ok nsenter:ok';
const alone = { control: 'none' };

describe('a process that cannot work', () => {
  verdicts('docker', [
    // stopped: proof
    [{ target: ctr, ...alone, processes: 'shim:T' }, 'fault shim container high'],
    [{ target: ctr, ...alone, processes: 'containerd:T' }, 'fault containerd node high'],
    [{ target: docker, ...alone, processes: 'dockerd:T' }, 'fault dockerd node high'],
    [{ target: kubectl, ...alone, processes: 'kubelet:T' }, 'fault kubelet node high'],
    [{ target: ctr, processes: 'shim:T' }, 'fault shim container high'],
    // traced: perhaps by somebody who looks for the fault
    [{ target: ctr, ...alone, processes: 'shim:t' }, 'fault shim container medium'],
    [{ target: ctr, ...alone, processes: 'containerd:t' }, 'fault containerd node medium'],
    // in uninterruptible sleep: perhaps for a moment
    [{ target: ctr, ...alone, processes: 'containerd:D' }, 'fault containerd|shim ? medium'],
    [{ target: ctr, ...alone, processes: 'shim:D' }, 'fault containerd|shim ? medium'],
    // another container's
    [{ target: ctr, ...alone, processes: 'control-shim:T' }, 'fault containerd|shim ? medium'],
    // two: nothing is parted
    [{ target: ctr, ...alone, processes: 'shim:T containerd:T' }, 'fault containerd|shim ? medium'],
    // above what one probe alone has met
    [{ target: ctr, ...alone, processes: 'dockerd:T kubelet:T' }, 'fault dockerd node medium'],
    // not under suspicion
    [{ target: ctr, ...alone, processes: 'dockerd:t kubelet:t' }, 'fault containerd|shim ? medium'],
    [{ target: docker, ...alone, processes: 'shim:T' }, 'fault dockerd ? medium'],
    [{ target: 'ok', processes: 'containerd:T dockerd:T' }, 'healthy medium'],
  ]);

  describe('one shim serves all containers of a pod, where there are several, and that is by containerd only', () => {
    const shimOfPod = 'kubectl:hang ctr:hang runc:ok nsenter:ok';
    const unasked = { podContext: { otherContainers: null } };
    const inPod = (...letters: string[]) => ({
      siblings: letters.map((letter) => ({
        ...({ r: 'sibling', init: letter === 'x' ? null : 300, state: 'S', recorded: true } as const),
        id: letter.repeat(64),
      })),
    });
    verdicts('containerd', [
      [{ target: shimOfPod, processes: 'shim:T', ...unasked, evidence: inPod('c', 'a', 'b') }, 'fault shim pod high'],
      [
        { target: shimOfPod, ...alone, processes: 'shim:T', ...unasked, evidence: inPod('c', 'a', 'b') },
        'fault shim pod high',
      ],
      // the container and its sandbox
      [{ target: shimOfPod, processes: 'shim:T', ...unasked, evidence: inPod('c', 'a') }, 'fault shim container high'],
      // another that does not run
      [
        { target: shimOfPod, processes: 'shim:T', ...unasked, evidence: inPod('c', 'a', 'x') },
        'fault shim container high',
      ],
      // the API server knows, and on a slow node containerd may not have told
      [{ target: shimOfPod, processes: 'shim:T', podContext: { otherContainers: 0 } }, 'fault shim container high'],
      [{ target: shimOfPod, processes: 'shim:T', podContext: { otherContainers: 1 } }, 'fault shim pod high'],
      [{ target: shimOfPod, processes: 'shim:T', ...unasked }, 'fault shim pod high'],
      // it is not stopped: perhaps it is about this container only
      [
        { target: shimOfPod, second: 'ctr:ok', ...unasked, evidence: inPod('c', 'a', 'b') },
        'fault shim container high',
      ],
    ]);
    verdicts('docker', [
      [{ target: ctr, processes: 'shim:T', ...unasked, evidence: inPod('c', 'a', 'b') }, 'fault shim container high'],
    ]);
  });

  describe('of two containerds only one is stopped', () => {
    verdicts('docker', [
      [{ target: ctr, ...alone, processes: 'containerd:S containerd:T' }, 'fault containerd|shim ? medium'],
      [{ target: ctr, ...alone, processes: 'containerd:T docker-containe:S' }, 'fault containerd|shim ? medium'],
      [{ target: ctr, control: ctr, processes: 'containerd:S containerd:T' }, 'fault containerd node high'],
      [{ target: ctr, second: 'ctr:ok', processes: 'containerd:S containerd:T' }, 'fault shim container high'],
      [{ target: ctr, ...alone, processes: 'shim:T containerd:S containerd:T' }, 'fault shim container high'],
      [{ target: ctr, ...alone, processes: 'containerd:T containerd:T' }, 'fault containerd node high'],
      // which of them serves the target is known
      [
        { target: ctr, ...alone, processes: 'containerd:T containerd:S', facts: { 'target.containerd': '100' } },
        'fault containerd node high',
      ],
      [
        { target: ctr, ...alone, processes: 'containerd:S containerd:T', facts: { 'target.containerd': '100' } },
        'fault containerd|shim ? medium',
      ],
    ]);
  });

  it.each<[Situation, string[]]>([
    [{ target: ctr, processes: 'shim:T' }, ['shim-stopped']],
    [{ target: ctr, ...alone, processes: 'containerd:t' }, ['process-traced']],
    [{ target: docker, processes: 'dockerd:D' }, ['process-uninterruptible']],
    [{ processes: 'dockerd:D' }, []],
    [{ processes: 'dockerd:T' }, ['dockerd-stopped']],
    [{ processes: 'dockerd:S containerd:R shim:S nginx:T' }, []],
  ])('%o is a finding: %j', (situation, expected) => expect(codes(situation)).toEqual(expected));

  it('goes on by a signal that ends nothing', () =>
    expect(
      stepTexts(diagnose(observation('docker', { target: ctr, processes: 'shim:T' })).verdict.nextSteps)[0],
    ).toContain(
      'kill -CONT 100   # on node node1, as root: resumes containerd-shim; ends nothing. Find out first who stopped it. Proven with docker',
    ));
  it('whose pod is not deleted, for that waits for the shim', () =>
    expect(
      stepTexts(diagnose(observation('docker', { target: ctr, processes: 'shim:T' })).verdict.nextSteps).join(),
    ).not.toContain('kubectl delete'));
  it('a traced one is not woken', () => {
    const nextSteps = stepTexts(
      diagnose(observation('docker', { target: ctr, processes: 'shim:t' })).verdict.nextSteps,
    );
    expect(nextSteps[0]).toMatch(/^grep TracerPid \/proc\/100\/status /);
    expect(nextSteps.join()).not.toContain('CONT');
  });
});

describe("the container's first process is gone", () => {
  const dead = { target: 'kubectl:error docker:error ctr:error runc:error', evidence: { noProcess: true } };
  verdicts('docker', [
    [{ ...dead, ...alone }, 'fault container container medium'],
    [{ ...dead, second: 'ok' }, 'fault container container medium'],
    // it was not found at all: that is no proof
    [{ ...dead, ...alone, facts: { 'target.init': '' } }, 'fault runc|container ? medium'],
  ]);
  it('is a finding', () => expect(codes(dead)).toContain('container-process-gone'));
});

describe('containerd lost its record of one container: its own text says so', () => {
  const text = 'no running task found: task 2e38 not found: not found';
  verdicts('docker', [
    [
      { target: 'docker:error ctr:error runc:ok nsenter:ok', texts: { ctr: text }, second: 'ok' },
      'fault containerd|shim container medium',
    ],
    [{ target: 'docker:error ctr:error runc:ok nsenter:ok', second: 'ok' }, 'fault shim container high'],
  ]);
});

describe('guards', () => {
  const pod = '/sys/fs/cgroup/freezer/kubepods/burstable/pod5096ac2b-fdba-4dce-ae2f-3c69ceb48b92';
  const cgroup = `${pod}/abc`;
  const frozen = (frozenAt: string, more = {}): Situation => ({
    target: 'nsenter:ok',
    control: 'ok',
    guard: { frozen: 'yes', blocked: 'frozen', cgroup, frozenAt },
    ...more,
  });
  // crun's cgroup is one below the scope that systemd made for the container, and may freeze
  const scope = `/sys/fs/cgroup/kubepods.slice/cri-containerd-${'c'.repeat(64)}.scope`;
  const crun: Situation = frozen(scope, {
    guard: { frozen: 'yes', blocked: 'frozen', cgroup: `${scope}/container`, frozenAt: scope },
  });
  verdicts('docker', [
    [frozen(cgroup), 'fault container container high'],
    [crun, 'fault container container high'],
    [frozen(pod), 'fault container pod high'],
    [
      frozen('/sys/fs/cgroup/kubepods.slice/kubepods-pod5096ac2b_fdba_4dce_ae2f_3c69ceb48b92.slice'),
      'fault container pod high',
    ],
    // a static pod's
    [frozen('/sys/fs/cgroup/freezer/kubepods/pod0123456789abcdef0123456789abcdef'), 'fault container pod high'],
    [frozen('/sys/fs/cgroup/freezer/kubepods/besteffort'), 'fault container several-containers high'],
    [frozen(''), 'fault container ? high'],
    // whatever the probes say
    [frozen(cgroup, { target: 'skipped', control: 'none' }), 'fault container container high'],
    [frozen(cgroup, { control: ctr }), 'fault container container high'],
    // overruled: then what was seen counts
    [frozen(cgroup, { target: 'ok', evidence: { gate: '' } }), 'healthy medium'],
    [frozen(cgroup, { target: ctr, evidence: { gate: '' } }), 'fault container container high'],
  ]);

  const memory = { blocked: 'memory', headroom: 3_145_728 } as const;
  const stuck = { blocked: 'stuck-init', stuckInit: 777 } as const;
  verdicts('docker', [
    [{ target: 'nsenter:ok', guard: memory }, 'inconclusive container ? low'],
    [{ target: 'nsenter:ok', guard: stuck }, 'inconclusive container ? low'],
    [{ target: 'ok', guard: memory, evidence: { gate: '' } }, 'healthy medium'],
    [{ target: ctr, guard: memory, evidence: { gate: '' } }, 'fault shim container medium'],
    // cut off before the gate
    [{ target: 'nsenter:ok', guard: memory, evidence: { gate: null } }, 'inconclusive container ? low'],
    // nothing speaks against it
    [{ guard: { frozen: 'no', headroom: 99_999_999 } }, 'healthy high'],
    [{ guard: { frozen: 'unknown' } }, 'healthy high'],
  ]);

  it.each<[Situation, string[]]>([
    [frozen(cgroup), ['container-frozen']],
    [crun, ['container-frozen']],
    [{ target: 'nsenter:ok', guard: memory }, ['memory-headroom']],
    [{ target: 'nsenter:ok', guard: stuck }, ['runc-init-stuck']],
  ])('%o is a finding: %j', (situation, expected) => expect(codes(situation)).toEqual(expected));

  describe('says what thaws it', () => {
    const paused = {
      ...{ r: 'answer', name: 'docker_inspect', out: 'paused 4242 0 false', err: '', command: [] },
      ...{ end: 'exited', code: 0, ms: 20 },
    } as const;
    const [id, onNode] = ['c'.repeat(64), '# on node node1, as root'];
    const asked = ', once it is known who froze it: a pause, a checkpoint or backup, a security agent:';
    const byHand = `echo THAWED > ${cgroup}/freezer.state`;
    it.each<['docker' | 'containerd', Situation, string]>([
      ['docker', frozen(cgroup), `${byHand}   ${onNode}${asked} resumes it; ends nothing`],
      [
        'docker',
        frozen(cgroup, { evidence: { answers: [paused] } }),
        `docker unpause ${id}   ${onNode}${asked} resumes`,
      ],
      ['containerd', frozen(cgroup), `ctr -n k8s.io tasks resume ${id} || ${byHand}   ${onNode}${asked} resumes it or`],
      [
        'docker',
        frozen('/sys/fs/cgroup/a.slice'),
        `echo 0 > /sys/fs/cgroup/a.slice/cgroup.freeze   ${onNode}${asked} resumes all`,
      ],
      ['docker', frozen(''), `grep . ${cgroup}/*freez* ${cgroup}/../*freez*   ${onNode}: which one it is`],
    ])('with %s, %o', (family, situation, step) => {
      const nextSteps = stepTexts(diagnose(observation(family, situation)).verdict.nextSteps);
      expect(nextSteps.at(-1)).toContain(step);
      // where it is not known which cgroup that is, there is nothing yet that could tell it
      expect(nextSteps.slice(0, -1)).toEqual(step.startsWith('grep') ? [expect.stringMatching(/^Find out first/)] : []);
    });
  });
});

describe('the way to the kubelet', () => {
  const both = { target: kubectl, control: kubectl };
  const failed = 'kubectl:error docker:ok ctr:ok runc:ok nsenter:ok';
  const dial = (what: string) => ({
    kubectl: `Error from server: error dialing backend: dial tcp 10.0.3.123:10250: ${what}`,
  });
  const silent = { control: 'none', failure: { kind: 'silent', text: '' }, kubeletSilent: true } as const;
  verdicts('docker', [
    // the log came: not the way
    [{ ...both, logReadable: true }, 'fault client-path|api-server|kubelet|cri node low'],
    // it did not
    [{ ...both, logReadable: false }, 'fault api-server of api-server|kubelet node medium'],
    // it was forbidden to read it
    [{ ...both, logReadable: null }, 'fault client-path|api-server|kubelet|cri node low'],
    // though the control was reached
    [{ target: kubectl, control: 'ok', logReadable: false }, 'inconclusive kubelet|cri|container ? low'],
    // the way is no matter where a layer on the node fails
    [{ target: docker, control: docker, logReadable: false, kubeletSilent: true }, 'fault dockerd node high'],
    // no lease, no pod
    [{ ...silent, target: 'kubectl:error', texts: dial('connect: connection refused') }, 'fault kubelet node high'],
    [{ ...silent, target: 'kubectl:hang' }, 'fault kubelet node medium'],
    // a node that is cut off looks the same from here
    [{ ...silent, target: 'kubectl:error', texts: dial('i/o timeout') }, 'fault api-server|kubelet node low'],
    [
      { ...silent, target: 'kubectl:error', texts: dial('connect: no route to host') },
      'fault api-server|kubelet node low',
    ],
    [{ ...silent, target: 'ok' }, 'healthy medium'],
  ]);
  verdicts('docker', [
    [
      {
        target: failed,
        control: failed,
        texts: dial('i/o timeout'),
        controlTexts: dial('i/o timeout'),
        logReadable: false,
      },
      'fault api-server of api-server|kubelet node medium',
    ],
  ]);
});

it.each([
  ['hang', '', 'it is down, it hangs, or the node has lost its network.'],
  [
    'error',
    'dial tcp 10.0.3.123:10250: connect: connection refused',
    'it is down, because the node refuses the connection.',
  ],
])('a kubelet that renews no lease, and kubectl ends in %s %s: %s', (said, text, why) => {
  const { because } = diagnose(
    observation('docker', {
      target: `kubectl:${said}`,
      texts: { kubectl: text },
      failure: { kind: 'silent', text: '' },
      kubeletSilent: true,
    }),
  ).verdict;
  expect(because.at(-1)).toContain(why);
});

describe('the debug pod did not start', () => {
  const all = 'client-path|api-server|kubelet|cri|dockerd|containerd|shim|runc|container';
  const not = (kind: NonNullable<Situation['failure']>['kind'], text: string, kubectlSaid = 'hang'): Situation => ({
    target: `kubectl:${kubectlSaid}`,
    control: 'none',
    failure: { kind, text },
  });
  verdicts('docker', [
    // nobody is accused by what is wrong with our own pod
    [not('rejected', 'OutOfpods: Node did not have enough resource'), `inconclusive ${all} ? low`],
    [not('rejected', 'Evicted: The node was low on resource: memory'), `inconclusive ${all} ? low`],
    [not('image', 'ErrImagePull: runc did not terminate successfully'), `inconclusive ${all} ? low`],
    [not('mount', 'FailedMount: hostPath type check failed'), `inconclusive ${all} ? low`],
    [not('shell', 'StartError: exec: "env": executable file not found in $PATH'), `inconclusive ${all} ? low`],
    [not('silent', ''), `inconclusive ${all} ? low`],
    [
      not('runtime', 'Failed: OCI runtime create failed: rootfs_linux.go: mounting "/bin" caused: not a directory'),
      `inconclusive ${all} ? low`,
    ],
    [not('runtime', 'FailedCreatePodSandBox: no space left on device'), `inconclusive ${all} ? low`],
    // what only a sick runtime says
    [
      not('runtime', 'FailedCreatePodSandBox: exec: "runc": executable file not found in $PATH: unknown'),
      'fault runc node low',
    ],
    [
      not(
        'runtime',
        'Failed: failed to create shim task: OCI runtime create failed: runc did not terminate successfully: exit status 127',
      ),
      'fault runc node low',
    ],
    [
      not(
        'runtime',
        'Failed: OCI runtime create failed: unable to retrieve OCI runtime error (open /x/log.json: no such file)',
      ),
      'fault runc node low',
    ],
    [
      not(
        'runtime',
        'Failed: OCI runtime create failed: runc create failed: unable to apply cgroup configuration: mkdir /sys/fs/cgroup/cpuset/kubepods/pod1: read-only file system: unknown',
      ),
      'fault runc node low',
    ],
    // the same below the root of our own pod
    [
      not('runtime', 'Failed: OCI runtime create failed: mkdir /run/x/rootfs/sys/fs/cgroup/cpu: read-only file system'),
      `inconclusive ${all} ? low`,
    ],
    [
      not('runtime', 'FailedCreatePodSandBox: Cannot connect to the Docker daemon at unix:///var/run/docker.sock.'),
      'fault dockerd node low',
    ],
    [
      not('runtime', 'FailedCreatePodSandBox: dial unix /run/containerd/containerd.sock: connect: connection refused'),
      'fault containerd node low',
    ],
    [
      not(
        'runtime',
        'Failed: failed to start shim: fork/exec /usr/bin/containerd-shim: resource temporarily unavailable',
      ),
      'fault containerd|shim node low',
    ],
    [
      not('runtime', 'FailedCreatePodSandBox: Error response from daemon: open /var/lib/docker/x: too many open files'),
      'fault dockerd node low',
    ],
    [
      not('runtime', 'Error response from daemon: failed to start shim: start failed: : pipe2: too many open files'),
      'fault containerd node low',
    ],
    [
      not(
        'runtime',
        'rpc error: code = Unknown desc = failed to generate spec: open /proc/self/x: too many open files',
      ),
      'fault containerd node low',
    ],
    // exec works all the same
    [not('silent', '', 'ok'), 'healthy medium'],
  ]);

  describe('and the kubelet says that no such container runs: it may be paused, or the list was not to be had', () => {
    const unknown = (failure: NonNullable<Situation['failure']>): Situation => ({
      ...{ target: 'kubectl:error', control: 'none', failure },
      texts: { kubectl: 'error: unable to upgrade connection: container not found ("nginx")' },
    });
    const outOfFiles = 'Error response from daemon: open /var/lib/docker/x: too many open files';
    verdicts('docker', [
      [unknown({ kind: 'silent', text: '' }), 'inconclusive kubelet|cri|dockerd|containerd|container ? low'],
      [unknown({ kind: 'runtime', text: outOfFiles }), 'fault dockerd node low'],
    ]);
  });

  it.each<[Situation, string]>([
    [not('image', 'ErrImagePull: x'), 'debug-pod-image'],
    [not('silent', ''), 'debug-pod-silent'],
    [not('runtime', 'x: exec: "runc": executable file not found in $PATH'), 'runc-missing'],
  ])('%o is a finding: %s', (situation, code) => expect(codes(situation)).toContain(code));

  it('says what would settle it', () => {
    const nextSteps = stepTexts(diagnose(observation('docker', not('image', 'ErrImagePull'))).verdict.nextSteps);
    expect(nextSteps).toEqual([
      'Run it again with --image=IMAGE: one with a shell that the node has, or can pull.',
      'kubectl exec-doctor -n default nginx1 -c nginx --ssh-target=root@10.77.0.2   # the same by your own ssh: needs no pod',
      'kubectl-exec_doctor local cccccccccccc   # on node node1, as root: needs no cluster',
      'kubectl get events -A --field-selector involvedObject.name=node1',
    ]);
  });
});

describe('an event tells why the debug pod did not start, which others could have written', () => {
  const all = 'client-path|api-server|kubelet|cri|dockerd|containerd|shim|runc|container';
  const runcGone = 'exec: "runc": executable file not found in $PATH: unknown';
  const told = (event: string, more: Situation): Situation => ({
    control: 'none',
    failure: { kind: 'runtime', text: `FailedCreatePodSandBox: ${event}`, mayBeForged: true },
    ...more,
  });
  const hangs = { target: 'kubectl:hang' } as const;
  verdicts('docker', [
    [told(runcGone, hangs), `inconclusive ${all} ? low`],
    [told('Cannot connect to the Docker daemon', hangs), `inconclusive ${all} ? low`],
    [
      told('dial unix /run/containerd/containerd.sock: connect: connection refused', hangs),
      `inconclusive ${all} ? low`,
    ],
    [told('write /run/x: no space left on device', hangs), `inconclusive ${all} ? low`],
    // exec itself fails with words of the same kind
    [
      told(runcGone, { target: 'kubectl:error', texts: { kubectl: `OCI runtime exec failed: ${runcGone}` } }),
      'fault runc node medium',
    ],
    // or of another
    [
      told('Cannot connect to the Docker daemon', {
        target: 'kubectl:error',
        texts: { kubectl: 'OCI runtime exec failed: x' },
      }),
      'inconclusive cri|dockerd|containerd|shim|runc|container ? low',
    ],
  ]);
  it.each([126, 127])(
    'a program of the target that has the same words and ends with %i bears nothing out',
    (exitCode) => {
      const text = `${runcGone}\ncommand terminated with exit code ${exitCode}`;
      const seen = observation('docker', told(runcGone, { target: 'kubectl:error', texts: { kubectl: text } }));
      const probes = seen.probes.map((probe) =>
        probe.outcome.kind === 'error' ? { ...probe, outcome: { ...probe.outcome, exitCode } } : probe,
      );
      const { verdict } = diagnose({ ...seen, probes });
      expect(verdict).toMatchObject({ status: 'inconclusive', scope: null, cause: null, remedy: null });
    },
  );
  it.each(catalogue.flatMap(({ code, texts }) => texts.map(({ example }) => ({ code, example }))))(
    'and nothing is found or proposed for its sake: $code',
    ({ example }) => {
      const { verdict, findings } = diagnose(observation('docker', told(example, { target: 'kubectl:ok' })));
      expect(verdict).toMatchObject({ status: 'healthy', cause: null, remedy: null });
      expect(findings.map(({ code }) => code)).toEqual(['debug-pod-runtime']);
    },
  );
});

it('a node that is not Ready is a finding', () =>
  expect(
    diagnose(
      observation('docker', {
        ready: {
          ...{ status: 'Unknown', reason: 'NodeStatusUnknown', message: 'Kubelet stopped posting node status.' },
          lastTransitionTime: null,
        },
      }),
    ).findings,
  ).toEqual([
    {
      code: 'node-not-ready',
      layer: 'kubelet',
      by: 'facts',
      summary: 'Node node1 is not Ready (Unknown): Kubelet stopped posting node status.',
      evidence: ['Ready: Unknown', 'reason: NodeStatusUnknown'],
    },
  ]));

describe('words that target and control share', () => {
  const stale =
    'FATA[0000] Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?';
  const gone = 'ctr: OCI runtime exec failed: exec: "runc": executable file not found in $PATH: unknown';
  it.each<[string, Situation, string]>([
    [
      'tell of the layer',
      {
        target: 'kubectl:error docker:error ctr:error nsenter:ok',
        control: 'kubectl:error docker:error ctr:error nsenter:ok',
        texts: { ctr: gone, docker: gone, kubectl: gone },
        controlTexts: { ctr: gone, docker: gone, kubectl: gone },
      },
      'runc',
    ],
    [
      'tell of none that answers for others',
      {
        target: 'kubectl:error crictl:error docker:ok ctr:ok runc:ok nsenter:ok',
        control: 'kubectl:error crictl:error docker:ok ctr:ok runc:ok nsenter:ok',
        texts: { crictl: stale },
        controlTexts: { crictl: stale },
      },
      'cri|dockerd',
    ],
  ])('%s', (_, situation, suspects) =>
    expect(diagnose(observation('docker', situation)).verdict.candidates.join('|')).toBe(suspects),
  );
});
