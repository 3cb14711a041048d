import type { ExecProbe } from '../../model/pod-context.ts';

/** What the kubelet does, and when, once an exec probe of it fails. */
export function spellProbe({ namespace, pod, container, kind, actsAfterSeconds }: ExecProbe): string {
  const what = kind === 'readiness' ? 'is taken out of service' : 'is restarted by the kubelet';
  return `${namespace}/${pod} (container ${container}) ${what} ${actsAfterSeconds} s after its ${kind} probe (exec) begins to fail.`;
}
