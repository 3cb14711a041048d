import { expect, it } from 'vitest';
import { diagnose } from '../../../src/diagnosis/diagnose.ts';
import type { RecordOf } from '../../../src/records/record.ts';
import { observation } from './observe.ts';

type Limit = RecordOf<'limit'>;
const limit = (what: Limit['what'], used: number, hits = 0): Limit => ({
  ...{ r: 'limit', subject: 'target', what, at: '/sys/fs/cgroup/kubepods/pod1', used, max: 1000, hits },
});
const reset =
  'OCI runtime exec failed: exec failed: unable to start container process: read init-p: connection reset by peer';

it.each<[string, guard: object | undefined, limits: Limit[], cause: string]>([
  ['no limit', {}, [], 'runc-init-pipe-broken'],
  ['room below each', {}, [limit('pids', 500), limit('memory', 500)], 'runc-init-pipe-broken'],
  ['one of processes that is reached', {}, [limit('pids', 995), limit('memory', 500)], 'pids-exhausted'],
  ['one of processes that was reached', {}, [limit('pids', 500, 3), limit('memory', 500)], 'pids-exhausted'],
  ['one of memory that was reached', {}, [limit('pids', 500), limit('memory', 500, 1)], 'memory-exhausted'],
  ['limits that were not read', undefined, [], 'pids-exhausted'],
])('a runc init that dies without a word, in a container with %s', (_what, guard, limits, cause) => {
  const situation = { target: 'kubectl:error ctr:error runc:error nsenter:ok', second: 'ok', evidence: { limits } };
  const texts = { kubectl: reset, ctr: reset, runc: reset };
  const seen = observation('containerd', { ...situation, texts, ...(guard && { guard: { cgroup: '/c', ...guard } }) });
  expect(diagnose(seen).verdict.cause).toBe(cause);
});
