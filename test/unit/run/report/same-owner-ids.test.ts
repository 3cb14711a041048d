import { describe, expect, it } from 'vitest';
import type { NodeRecord } from '../../../../src/records/record.ts';
import { sameOwnerIDs } from '../../../../src/run/report/same-owner-ids.ts';

const uid = '41530f11-5da7-4bc9-a040-095fe16d703b';
const stranger = 'd49248d5-7da5-4f60-a6a6-bd6f147954de';
const fact = (who: string, id: string): NodeRecord => ({ r: 'fact', k: `${who}.id`, v: id });
const guard = (subject: 'control' | 'second' | 'third', cgroup: string): NodeRecord => ({
  ...{ r: 'guard', subject, cgroup, frozen: 'no', frozenAt: '', headroom: null, stuckInit: null, blocked: '' },
});
const slice = (pod: string) =>
  `/sys/fs/cgroup/kubepods.slice/kubepods-besteffort.slice/kubepods-besteffort-pod${pod.replaceAll('-', '_')}.slice/cri-containerd-1.scope`;
const folder = (pod: string) => `/sys/fs/cgroup/freezer/kubepods/besteffort/pod${pod}/1`;

describe('containers that were asked beside the target are of its owner', () => {
  it.each<[what: string, records: NodeRecord[], ids: string[]]>([
    ['where they are listed as such', [fact('second', 'own'), fact('third', 'other')], ['own']],
    ['by the pod of their cgroup', [fact('second', 'x'), guard('second', slice(uid))], ['x']],
    ['likewise without systemd', [fact('third', 'x'), guard('third', folder(uid))], ['x']],
    ['not those of other pods', [fact('second', 'x'), guard('second', slice(stranger))], []],
    [
      'nor where it has made a cgroup below its own that is named so',
      [fact('second', 'x'), guard('second', `${folder(stranger)}/pod${uid}`)],
      [],
    ],
    [
      'where it names others below its own',
      [fact('second', 'x'), guard('second', `${folder(uid)}/pod${stranger}`)],
      ['x'],
    ],
    ['nor what is in no pod', [fact('second', 'x'), guard('second', '/sys/fs/cgroup/system.slice/x.scope')], []],
    [
      'the control that was taken, not one that was passed over',
      [fact('control', 'own'), guard('control', slice(uid)), fact('control', 'y'), guard('control', slice(stranger))],
      [],
    ],
  ])('%s', (_, records, ids) => expect(sameOwnerIDs(records, new Set(['own', uid]))).toEqual(ids));

  it('where nothing is known of its namespace nobody knows', () =>
    expect(sameOwnerIDs([fact('second', 'own')], null)).toBeNull());
});
