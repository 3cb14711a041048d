import { describe, expect, it } from 'vitest';
import { renderTable } from '../../../../src/report/table/render-table.ts';
import { report } from '../build-report.ts';
import { situations } from '../situations.ts';

const table = (stacks = situations['shim hangs']?.stacks ?? null) =>
  renderTable(report({ stacks }), { width: 80, color: false, unicode: true });

describe('where the daemons wait', () => {
  it.each<[string, RegExp]>([
    [
      'which daemon, and how many goroutines',
      /^ {2}containerd \(process 640\): 95 goroutines; not all of them were read\.$/m,
    ],
    ['what was not had, and why', /^ {2}dockerd \(process 812\): it is stopped, and was not signalled\.$/m],
    ['for what, for how long and in which state', /12 wait for a shim's answer, for up to 4 min \(select\):/],
    [
      'the functions, from the innermost to the outermost',
      /ttrpc\.\(\*Client\)\.Call\s+<\s.*<\s+containerd\.\(\*task\)\.Exec\s+<\s+server\.\(\*streamRuntime\)\.Exec/s,
    ],
  ])('tells %s', (_, text) => expect(table()).toMatch(text));

  it('says why no daemon was asked', () =>
    expect(table({ reason: 'no probe on the node failed or hung, so no daemon was signalled', daemons: [] })).toMatch(
      /^Where the daemons wait:\n {2}Not requested: no probe on the node failed or hung, so no daemon was\n {2}signalled\.$/m,
    ));

  it('says that nothing waits', () => {
    const daemon = { of: 'containerd', pid: 640, missing: '', goroutines: 95, cut: false, waiting: [] } as const;
    expect(table({ reason: '', daemons: [daemon] })).toMatch(/95 goroutines, none of which waits in a request/);
  });

  it('is not there where it was not asked for', () => expect(table(null)).not.toContain('Where the daemons wait'));
});
