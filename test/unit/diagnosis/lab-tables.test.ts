import { describe, expect, it } from 'vitest';
import { diagnose } from '../../../src/diagnosis/diagnose.ts';
import type { RuntimeFamilyName } from '../../../src/model/runtime-family.ts';
import { observation, type Situation, verdictLine } from './observe.ts';

/** What real nodes answered under real faults (lab/README.md), and what a right verdict is. */
type Row = readonly [fault: string, situation: Situation, verdict: string];
const on =
  (runtime: RuntimeFamilyName) =>
  (...[, situation, expected]: Row) =>
    expect(verdictLine(diagnose(observation(runtime, situation)).verdict)).toBe(expected);

const refused = 'Error from server: error dialing backend: dial tcp 10.77.0.2:10250: connect: connection refused';
const runcGone = 'OCI runtime exec failed: exec: "runc": executable file not found in $PATH: unknown';
const noWord = 'runc did not terminate successfully: exit status 127: unknown';
const chdir =
  'OCI runtime exec failed: exec failed: unable to start container process: chdir to cwd ("/srv/www") set in config.json failed: no such file or directory: unknown';
const unexpectedEOF = 'OCI runtime exec failed: exec failed: unexpected EOF: unknown';
const frozen = { frozen: 'yes', blocked: 'frozen' } as const;
const onlyNsenter = 'nsenter:ok';
const all = 'kubectl:error docker:error ctr:error runc:error nsenter:ok';
const kubectlOnly = 'kubectl:error docker:ok ctr:ok runc:ok nsenter:ok';

describe('a docker node', () => {
  const pod = '/sys/fs/cgroup/freezer/kubepods/besteffort/pod5096ac2b-fdba-4dce-ae2f-3c69ceb48b92';
  const own = `${pod}/2e3897fe7862`;
  const hangs = {
    dockerd: 'kubectl:hang docker:hang ctr:ok runc:ok nsenter:ok',
    ctr: 'kubectl:hang docker:hang ctr:hang runc:ok nsenter:ok',
    // once runc hangs for the control, nothing else is asked
    runc: 'runc:hang nsenter:ok',
  };
  it.each<Row>([
    ['none', {}, 'healthy high'],
    [
      'dockerd-hang',
      { target: hangs.dockerd, control: hangs.dockerd, processes: 'dockerd:T containerd:S' },
      'fault dockerd node high',
    ],
    [
      'containerd-hang',
      { target: hangs.ctr, control: hangs.ctr, processes: 'dockerd:S containerd:T' },
      'fault containerd node high',
    ],
    ['shim-hang', { target: hangs.ctr, second: 'ctr:ok docker:ok', processes: 'shim:T' }, 'fault shim container high'],
    ['shim-hang, no control', { target: hangs.ctr, control: 'none', processes: 'shim:T' }, 'fault shim container high'],
    [
      'runc-missing',
      {
        target: 'kubectl:error docker:error ctr:error nsenter:ok',
        control: 'kubectl:error docker:error ctr:error nsenter:ok',
        texts: { ctr: runcGone },
        controlTexts: { ctr: runcGone },
      },
      'fault runc node high',
    ],
    [
      'runc-broken fail',
      { target: all, control: all, texts: { kubectl: noWord, docker: noWord, ctr: noWord } },
      'fault runc node high',
    ],
    ['runc-broken hang', { target: hangs.runc, control: hangs.runc }, 'fault runc node high'],
    [
      'runc-state, as ctr',
      { target: all, second: 'runc:ok', texts: { kubectl: unexpectedEOF, ctr: unexpectedEOF } },
      'fault container container high',
    ],
    [
      'runc-state, hang',
      { target: 'kubectl:hang docker:hang ctr:hang runc:error nsenter:ok', second: 'runc:ok' },
      'fault container container high',
    ],
    [
      'paused',
      { target: onlyNsenter, guard: { ...frozen, cgroup: own, frozenAt: own } },
      'fault container container high',
    ],
    [
      'frozen',
      { target: onlyNsenter, guard: { ...frozen, cgroup: own, frozenAt: own } },
      'fault container container high',
    ],
    [
      'frozen-parent',
      { target: onlyNsenter, guard: { ...frozen, cgroup: own, frozenAt: pod } },
      'fault container pod high',
    ],
    ['pids-limit', {}, 'healthy high'],
    [
      'cwd-deleted',
      { target: all, second: 'runc:ok', texts: { kubectl: chdir, docker: chdir, ctr: chdir } },
      'fault container container high',
    ],
    [
      'kubelet-down',
      {
        target: 'kubectl:error',
        control: 'none',
        texts: { kubectl: refused },
        failure: { kind: 'silent', text: '' },
        kubeletSilent: true,
      },
      'fault kubelet node high',
    ],
    [
      'kubelet-hang',
      { target: 'kubectl:hang', control: 'none', failure: { kind: 'silent', text: '' }, kubeletSilent: true },
      'fault kubelet node medium',
    ],
    [
      'kubelet-unreachable reject',
      {
        target: kubectlOnly,
        control: kubectlOnly,
        texts: { kubectl: refused },
        controlTexts: { kubectl: refused },
        logReadable: false,
      },
      'fault api-server of api-server|kubelet node medium',
    ],
    [
      'kubelet-unreachable drop',
      {
        target: 'kubectl:hang docker:ok ctr:ok runc:ok nsenter:ok',
        control: 'kubectl:hang docker:ok ctr:ok runc:ok nsenter:ok',
        logReadable: false,
      },
      'fault api-server of api-server|kubelet node medium',
    ],
    [
      'run-full',
      {
        target: 'kubectl:error docker:error ctr:error runc:ok nsenter:ok',
        control: 'kubectl:error docker:error ctr:error runc:ok nsenter:ok',
      },
      'fault containerd node medium',
    ],
    ['rootfs-full', {}, 'healthy high'],
  ])('%s', on('docker'));

  it.each<Row>([
    [
      'dockerd-hang',
      { target: 'kubectl:hang', failure: { kind: 'silent', text: '' } },
      'inconclusive client-path|api-server|kubelet|cri|dockerd|containerd|shim|runc|container ? low',
    ],
    [
      'runc-missing',
      {
        target: 'kubectl:error',
        texts: { kubectl: runcGone },
        failure: { kind: 'runtime', text: `FailedCreatePodSandBox: failed to start sandbox container: ${runcGone}` },
      },
      'fault runc node high',
    ],
    [
      'run-full',
      {
        target: 'kubectl:error',
        texts: { kubectl: 'OCI runtime exec failed: no space left on device' },
        failure: { kind: 'runtime', text: 'FailedCreatePodSandBox: no space left on device' },
      },
      'inconclusive cri|dockerd|containerd|shim|runc|container ? low',
    ],
  ])('%s, and no pod can start', on('docker'));
});

describe('a containerd node', () => {
  const shim = 'kubectl:hang ctr:hang runc:ok nsenter:ok';
  const kubelet = 'kubectl:error ctr:ok runc:ok nsenter:ok';
  const full = 'kubectl:error ctr:error runc:ok nsenter:ok';
  const deep = 'kubectl:error ctr:error runc:error nsenter:ok';
  const slice = '/sys/fs/cgroup/kubepods.slice/kubepods-besteffort.slice';
  const pod = `${slice}/kubepods-besteffort-pod5096ac2b_fdba_4dce_ae2f_3c69ceb48b92.slice`;
  const own = `${pod}/cri-containerd-2e3897fe7862.scope`;
  it.each<Row>([
    ['none', {}, 'healthy high'],
    ['containerd-hang', { target: shim, control: shim, processes: 'containerd:T' }, 'fault containerd node high'],
    ['shim-hang', { target: shim, second: 'ctr:ok', processes: 'shim:T' }, 'fault shim container high'],
    ['runc-broken fail', { target: deep, control: deep }, 'fault runc node high'],
    ['runc-broken hang', { target: 'runc:hang nsenter:ok', control: 'runc:hang nsenter:ok' }, 'fault runc node high'],
    [
      'runc-state',
      { target: deep, second: 'runc:ok', texts: { ctr: unexpectedEOF } },
      'fault container container high',
    ],
    [
      'frozen',
      { target: onlyNsenter, guard: { ...frozen, cgroup: own, frozenAt: own } },
      'fault container container high',
    ],
    [
      'frozen-parent',
      { target: onlyNsenter, guard: { ...frozen, cgroup: own, frozenAt: pod } },
      'fault container pod high',
    ],
    ['pids-limit', { target: deep, second: 'runc:ok' }, 'fault container container high'],
    ['cwd-deleted', { target: deep, second: 'runc:ok', texts: { ctr: chdir } }, 'fault container container high'],
    [
      'kubelet-down',
      {
        target: 'kubectl:error',
        texts: { kubectl: refused },
        failure: { kind: 'silent', text: '' },
        kubeletSilent: true,
      },
      'fault kubelet node high',
    ],
    [
      'kubelet-unreachable reject',
      {
        target: kubelet,
        control: kubelet,
        texts: { kubectl: refused },
        controlTexts: { kubectl: refused },
        logReadable: false,
      },
      'fault api-server of api-server|kubelet node medium',
    ],
    ['run-full', { target: full, control: full }, 'fault containerd node medium'],
  ])('%s', on('containerd'));
});
