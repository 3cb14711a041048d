import { describe, expect, it } from 'vitest';
import { diagnose } from '../../../src/diagnosis/diagnose.ts';
import type { RecordOf } from '../../../src/records/record.ts';
import { observation, type Situation } from './observe.ts';

const answer = (name: RecordOf<'answer'>['name'], out: string): RecordOf<'answer'> => ({
  ...{ r: 'answer', name, end: 'exited', code: 0, ms: 20, command: ['/usr/bin/df', '-P', '/run'] },
  ...{ out, err: '' },
});
const full = answer(
  'df_blocks',
  'Filesystem     1024-blocks     Used Available Capacity Mounted on\ntmpfs                65536    65536         0     100% /run\n',
);
/** The target was asked by echo, as a run asks it. */
const byEcho = (layer: 'docker' | 'ctr'): RecordOf<'probe'> => ({
  ...{ r: 'probe', subject: 'target', layer, attempt: 1, end: 'exited', code: 1, ms: 50, command: [] },
  ...{ method: 'echo', seen: false, pass: 1, out: '', err: '' },
});
const dead = 'OCI runtime exec failed: runc did not terminate successfully: exit status 255: unknown';
const fails = {
  ...{ noCluster: true, existingControl: true, sameOwner: '' },
  target: 'docker:error ctr:error runc:ok nsenter:ok',
  control: 'docker:ok* ctr:ok* runc:ok* nsenter:ok',
  texts: { docker: dead, ctr: dead },
  passageTexts: { ctr: dead },
} as const satisfies Situation;
const seen = (situation: Situation, answers: readonly RecordOf<'answer'>[] = []) =>
  diagnose(
    observation('docker', {
      ...fails,
      ...situation,
      evidence: { answers, probes: [byEcho('docker'), byEcho('ctr')] },
    }),
  ).verdict;

const unknown = { docker: 'something new', ctr: 'something new' };

describe('a control that was asked for a path that cannot exist', () => {
  it.each(['', 'ctr:error', 'ctr:ok*'])('acquits no node whose /run is full; the target likewise: %s', (passages) =>
    expect(seen({ passages }, [full])).toMatchObject({
      ...{ status: 'fault', layer: 'containerd', scope: 'node', cause: 'run-full' },
      remedy: { step: { command: 'mount -o remount,size=50% /run' } },
    }),
  );
  it('makes no fault of the program where the node could not be examined, and starts no other pod', () => {
    const situation = {
      ...{ target: 'kubectl:error', control: 'none', texts: { kubectl: dead } },
      ...{ passages: 'kubectl:ok*', failure: { kind: 'runtime', text: 'no space left on device' } as const },
    };
    const { candidates } = diagnose(observation('docker', situation)).verdict;
    expect(candidates).toContain('containerd');
  });
  it('is not made up for by a /run that is nearly full, nor by a full one where something else is said', () => {
    const nearly = { ...full, out: full.out.replace('65536         0 ', '65000       536 ') };
    expect(seen({}, [nearly]).layer).not.toBe('containerd');
    const denied = 'OCI runtime exec failed: exec failed: permission denied: unknown';
    expect(seen({ texts: { docker: denied, ctr: denied } }, [full]).layer).not.toBe('containerd');
  });
  it('proves less than one asked alike', () => {
    const { scope, confidence, confidenceReason } = seen({ texts: unknown });
    expect({ scope, confidence }).toEqual({ scope: null, confidence: 'medium' });
    expect(confidenceReason).toBe('nothing distinguishes containerd from shim for certain');
  });
  it('proves as much where the target fails for such a path, too', () =>
    expect(seen({ texts: unknown, passages: 'ctr:error', passageTexts: { ctr: 'something new' } }).scope).toBe(
      'container',
    ));
});

describe('runc hangs for two containers of the node', () => {
  const hangs = {
    ...{ noCluster: true, existingControl: true },
    target: 'runc:hang nsenter:ok',
    control: 'runc:hang nsenter:ok',
  } as const satisfies Situation;
  const verdict = (situation: Situation) => diagnose(observation('docker', { ...hangs, ...situation })).verdict;
  it('of different owners: it is runc', () =>
    expect(verdict({ sameOwner: '' })).toMatchObject({
      ...{ status: 'fault', layer: 'runc', scope: 'node', cause: 'runc-hung' },
    }));
  it.each<[string, Situation]>([
    ['of one owner', { sameOwner: 'control' }],
    ['of owners that are not known', {}],
    ['into one of which nothing gets', { sameOwner: '', control: 'runc:hang nsenter:hang' }],
  ])('%s: they may both be sick', (_, situation) => expect(verdict(situation).scope).not.toBe('node'));
});
