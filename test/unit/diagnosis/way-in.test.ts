import { describe, expect, it } from 'vitest';
import { wayIn } from '../../../src/diagnosis/way-in.ts';
import { observation, type Situation } from './observe.ts';

describe('the way in meanwhile is the highest layer on the node that was seen working', () => {
  it.each<[Situation, string | null]>([
    [{ target: 'ok' }, null],
    [{ target: 'skipped' }, null],
    [{ target: 'kubectl:hang crictl:ok docker:ok' }, 'crictl exec -it target sh   # on node node1, as root'],
    [{ target: 'kubectl:hang docker:ok ctr:ok' }, 'docker exec -it target sh   # on node node1, as root'],
    // the exec id and the fifo folder were this run's
    [
      { target: 'docker:hang ctr:ok runc:ok' },
      'ctr -a SOCKET -n moby tasks exec --exec-id shell -t target sh   # on node node1, as root',
    ],
    [{ target: 'ctr:hang runc:ok' }, 'runc exec -t target sh   # on node node1, as root'],
    [
      { target: 'runc:hang nsenter:ok' },
      'nsenter -t 4242 -m -- sh   # on node node1, as root: unconfined, with all privileges on the node',
    ],
    [{ target: 'runc:hang nsenter:error' }, null],
  ])('%j: %s', (situation, way) => expect(wayIn(observation('docker', situation))).toBe(way));
  it.each<[string, string | null]>([
    ['kubectl:hang docker:ok', `docker exec -it ${'c'.repeat(64)} sh   # on node node1, as root`],
    ['docker:hang ctr:ok', null],
  ])('without the command, as from a termination message, %s: %s', (said, way) => {
    const seen = observation('docker', { target: said });
    expect(wayIn({ ...seen, probes: seen.probes.map((probe) => ({ ...probe, command: [] })) })).toBe(way);
  });
});
