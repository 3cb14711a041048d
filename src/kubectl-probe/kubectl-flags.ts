import type { ConnectionFlags } from '../cluster/cluster.ts';

/** The flags that make kubectl speak to the same API server as the same user. */
export function kubectlFlags(flags: ConnectionFlags): string[] {
  const values: readonly (readonly [string, string | null | undefined])[] = [
    ['kubeconfig', flags.kubeconfig],
    ['context', flags.context],
    ['cluster', flags.cluster],
    ['user', flags.user],
    ['as', flags.as],
    ['server', flags.server],
    ['token', flags.token],
  ];
  return [
    ...values.flatMap(([name, value]) => (value === null || value === undefined ? [] : [`--${name}=${value}`])),
    ...flags.asGroup.map((group) => `--as-group=${group}`),
    ...(flags.insecureSkipTlsVerify ? ['--insecure-skip-tls-verify'] : []),
  ];
}
