import { expect, it } from 'vitest';
import { upcomingRestarts } from '../../../../src/diagnosis/context/upcoming-restarts.ts';
import { diagnose } from '../../../../src/diagnosis/diagnose.ts';
import type { ExecProbe } from '../../../../src/model/pod-context.ts';
import { observation, type Situation } from '../observe.ts';

const { target } = observation('docker');
const probe = (name: string, actsAfterSeconds: number, different: Partial<ExecProbe> = {}): ExecProbe => ({
  namespace: target.namespace,
  pod: name,
  podUID: name === 'own' || name === 'own-other-container' ? target.podUID : name,
  container: name === 'own-other-container' ? 'sidecar' : target.container,
  kind: 'liveness',
  actsAfterSeconds,
  ...different,
});
const execProbes = [probe('other', 20), probe('own', 30), probe('own-other-container', 10)];

const shim = 'kubectl:hang docker:hang ctr:hang runc:ok nsenter:ok';
it.each<[string, Situation, string[]]>([
  ['this container only', { target: shim }, ['own']],
  ['the whole node, the soonest first', { target: shim, control: shim }, ['own-other-container', 'other', 'own']],
  ['nothing is broken', {}, []],
  [
    'what lies above the CRI is no matter to the kubelet',
    {
      target: 'kubectl:hang docker:ok ctr:ok runc:ok nsenter:ok',
      control: 'kubectl:hang docker:ok ctr:ok runc:ok nsenter:ok',
      logReadable: false,
    },
    [],
  ],
  [
    'an exec probe does not pass the stream server, and crictl -s works',
    {
      target: 'kubectl:hang crictl:ok docker:ok',
      control: 'kubectl:hang crictl:ok docker:ok',
      streams: 'hang hang',
    },
    [],
  ],
  [
    'it passes the CRI',
    { target: 'kubectl:hang crictl:hang docker:ok', control: 'kubectl:hang crictl:hang docker:ok' },
    ['own-other-container', 'other', 'own'],
  ],
])('%s', (_, situation, expected) => {
  const seen = observation('docker', { ...situation, podContext: { execProbes } });
  expect(upcomingRestarts(seen, diagnose(seen).verdict).map(({ pod }) => pod)).toEqual(expected);
});
