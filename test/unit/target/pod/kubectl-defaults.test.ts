import { describe, expect, it } from 'vitest';
import { ApiObject } from '../../../../src/target/api-object.ts';
import { choosePod } from '../../../../src/target/pod/kubectl-defaults.ts';
import { parsePod } from '../../../../src/target/pod/pod.ts';
import { type PodLike, pod } from '../objects.ts';

describe('of two pods kubectl exec takes', () => {
  const takes = (which: string, better: PodLike, worse: PodLike) =>
    it(which, () => {
      const both = [better, worse].map((like, index) =>
        parsePod(new ApiObject(pod({ ...like, name: ['better', 'worse'][index] ?? '' }))),
      );
      expect(choosePod(both)?.name).toBe('better');
      expect(choosePod(both.toReversed())?.name).toBe('better');
    });

  takes('the one on a node', { phase: 'Pending' }, { nodeName: '', phase: 'Running' });
  takes('the running one, not the pending', { phase: 'Running', isReady: false }, { phase: 'Pending' });
  takes('the running one, not the failed', { phase: 'Running', isReady: false }, { phase: 'Failed' });
  takes('the unknown one, not the pending', { phase: 'Unknown' }, { phase: 'Pending' });
  takes('the ready one', { deletedAt: '2026-01-02T00:00:00Z' }, { isReady: false });
  takes('the one that stays', { readySince: '2026-02-01T00:00:00Z' }, { deletedAt: '2026-01-02T00:00:00Z' });
  takes('the one deleted later', { deletedAt: '2026-01-03T00:00:00Z' }, { deletedAt: '2026-01-02T00:00:00Z' });
  takes('the one ready for longer', { readySince: '2026-01-01T00:00:00Z' }, { readySince: '2026-01-02T00:00:00Z' });
  takes('the one restarted less', restarted(1), restarted(2));
  takes('the older one', { createdAt: '2026-01-01T00:00:00Z' }, { createdAt: '2026-01-02T00:00:00Z' });

  it('none where there is none', () => expect(choosePod([])).toBeNull());

  function restarted(restartCount: number): PodLike {
    return { containers: [{ name: 'app', restartCount }] };
  }
});
