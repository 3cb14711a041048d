import { expect, it } from 'vitest';
import { authorizationPluginDown } from '../../../src/knowledge/detectors/daemon-logs.ts';
import { sortRecords } from '../../../src/records/evidence.ts';
import { observation } from '../diagnosis/observe.ts';

const seen = (line: string, docker = 'hang') =>
  authorizationPluginDown({
    ...observation('docker', { target: `kubectl:hang docker:${docker} ctr:ok runc:ok nsenter:ok*` }),
    evidence: sortRecords([
      { r: 'fact', k: 'node.time', v: String(Date.parse('2026-03-01T12:00:00Z') / 1000) },
      { r: 'log', of: 'dockerd', v: line },
    ]),
  }).map(({ evidence }) => evidence.join());

const at = 'time="2026-03-01T12:00:05Z"';
const refused = 'dial unix /run/docker/plugins/opa.sock: connect: connection refused, retrying in 4s"';
const socket = '/run/docker/plugins/opa.sock/AuthZPlugin.AuthZReq';
const of20 = `${at} level=warning msg="Unable to connect to plugin: ${socket}: Post \\"http://x\\": ${refused}`;
const of26 = of20.replace('/run/docker/plugins/opa.sock/Auth', 'plugin.moby.localhost/Auth');

it.each<[string, string, number]>([
  ['docker 20.10', of20, 1],
  ['docker 26', of26, 1],
  ['an hour ago', of20.replace('12:00:05', '11:00:05'), 0],
  ['a plugin for volumes', of20.replaceAll('AuthZPlugin', 'VolumeDriver'), 0],
  ['of the journal', `Mar  1 12:00:05 node1 dockerd[783]: ${of26}`, 1],
  ['of a container, in the journal', `Mar  1 12:00:05 node1 k8s_evil[812]: ${of26}`, 0],
  ['of a container that plays dockerd', `Mar  1 12:00:05 node1 k8s_evil[812]: dockerd[7]: ${of26}`, 0],
  ['in what somebody else had printed', `${at} level=error msg="said ${of20.replaceAll('"', '\\"')}"`, 0],
])('dockerd waits for its authorization plugin: %s', (_, line, times) => expect(seen(line)).toHaveLength(times));

it('is not told where docker answers', () => expect(seen(of20, 'ok')).toEqual([]));
