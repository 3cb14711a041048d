import type { Code } from '../model/code.ts';
import type { Layer } from '../model/layer.ts';
import type { Finding, Owner, Verdict } from '../model/verdict.ts';

/** Of a cause that says more than its layer; null where somebody else may have brought it about. */
const ofCause: Partial<Record<Code, Owner | null>> = {
  'not-logged-in': 'client',
  'exec-forbidden': 'control-plane',
  'websocket-verb-forbidden': 'control-plane',
  'admission-denies-exec': 'control-plane',
  'admission-webhook-fails': 'control-plane',
  'tunnel-down': 'control-plane',
  // the certificate is the kubelet's, what approves and trusts it is the control plane's
  'tls-internal-error': null,
  'kubelet-certificate-invalid': null,
  'kubelet-refuses-api-server': null,
  'kubelet-unreachable': null,
  'pod-unknown-to-kubelet': null,
  // somebody's debugger, disk or storage
  'process-traced': null,
  'process-uninterruptible': null,
  'shim-waits-for-runc': null,
  'pleg-not-healthy': null,
  'exec-probe-deadline': null,
  'no-answer-in-time': null,
  'vm-agent-dead': null,
  'exec-pile-up': 'application',
  'user-missing': 'application',
  'pids-exhausted': 'application',
  'memory-exhausted': 'application',
  'cpu-throttled': 'application',
  'pty-unavailable': 'application',
  'dev-null-missing': 'application',
  'runc-init-half-dead': 'application',
  'apparmor-profile-gone': 'node',
  'seccomp-jit-limit': 'node',
  'keyring-quota': 'node',
  'kernel-stuck': 'node',
  'container-process-gone': 'node',
  'runc-state-missing': 'node',
  'runc-state-damaged': 'node',
  'bundle-missing': 'node',
  'cgroup-missing': 'node',
  'pty-not-permitted': 'node',
  'pty-exhausted': 'node',
};

/** On the others several work together, and the layer alone does not tell. */
const ofNode: readonly Layer[] = ['kubelet', 'cri', 'dockerd', 'containerd', 'shim', 'runc'];

/** Whose it is to mend. Null where that is not certain: a wrong name costs more than none. */
export function ownerOf(
  { status, candidates, confidence }: Pick<Verdict, 'status' | 'candidates' | 'confidence'>,
  cause: Finding | null,
): Owner | null {
  if (status !== 'fault' || confidence === 'low') return null;
  // by others than the client our own requests were let in
  if (cause?.code === 'not-logged-in' && candidates.some((layer) => layer !== 'client-path')) return null;
  const known = cause && ofCause[cause.code];
  if (known !== undefined && cause) return known;
  return candidates.length > 0 && candidates.every((layer) => ofNode.includes(layer)) ? 'node' : null;
}
