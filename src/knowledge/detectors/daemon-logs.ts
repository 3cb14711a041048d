import { columnOf, type Observation } from '../../evidence/observation.ts';
import { recentLogs } from '../../evidence/recent-logs.ts';
import { limits } from '../../limits.ts';
import { isFailing } from '../../model/probe.ts';
import type { Detection } from '../entry.ts';

/**
 * As dockerd writes it while it tries again: github.com/moby/moby pkg/plugins/client.go. Nobody else puts words there: it
 * escapes the quotes of what it repeats. In the journal stand lines of containers, too, under other names.
 */
const unableToConnect =
  /^(?:\w{3} [ \d]\d [\d:]{8} \S{1,253} dockerd\[\d{1,10}\]: )?time="[^"]{1,60}" level=warning msg="Unable to connect to plugin: \S{1,200}\/AuthZPlugin\..{1,300} dial unix (\/[\w./-]{1,200}): /;

/** dockerd fails or hangs, and says meanwhile that it does not reach the plugin that it has to ask. */
export function authorizationPluginDown({ evidence, probes }: Observation): readonly Detection[] {
  const docker = columnOf(probes, 'target').find(({ name }) => name === 'docker');
  if (!docker || !isFailing(docker)) return [];
  const sockets = recentLogs(evidence, limits.duringTheRunMs).flatMap(({ of, line }) => {
    const [, socket] = (of === 'dockerd' && unableToConnect.exec(line)) || [];
    return socket === undefined ? [] : [socket];
  });
  return [...new Set(sockets)].map((socket) => ({
    layer: 'dockerd',
    summary: `dockerd waits for an authorization plugin, which does not answer at ${socket}.`,
    evidence: [`dockerd: Unable to connect to plugin: ${socket}`],
  }));
}
