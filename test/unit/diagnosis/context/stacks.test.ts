import { describe, expect, it } from 'vitest';
import { stacksOf, waitingGoroutines } from '../../../../src/diagnosis/context/stacks.ts';
import { type Evidence, sortRecords } from '../../../../src/records/evidence.ts';
import type { NodeRecord } from '../../../../src/records/record.ts';

// what the script kept of dumps on the lab: dockerd 20.10, containerd 1.6
const throughCRI =
  '      1 [select] github.com/containerd/ttrpc.(*Client).dispatch github.com/containerd/ttrpc.defaultClientInterceptor github.com/containerd/ttrpc.(*Client).Call github.com/containerd/containerd/runtime/v2/task.(*taskClient).Exec github.com/containerd/containerd/runtime/v2.(*shimTask).Exec github.com/containerd/containerd/services/tasks.(*local).Exec github.com/containerd/containerd.(*task).Exec github.com/containerd/containerd/pkg/cri/server.(*criService).execInternal github.com/containerd/containerd/pkg/cri/server.(*criService).execInContainer github.com/containerd/containerd/pkg/cri/server.(*streamRuntime).Exec';
const byDockerd =
  '      1 [select] github.com/containerd/containerd.namespaceInterceptor.unary github.com/containerd/containerd/api/services/tasks/v1.(*tasksClient).Exec github.com/containerd/containerd.(*task).Exec github.com/docker/docker/libcontainerd/remote.(*client).Exec github.com/docker/docker/daemon.(*Daemon).ContainerExecStart github.com/docker/docker/api/server/router/container.(*containerRouter).postContainerExecStart github.com/docker/docker/api/server/middleware.ExperimentalMiddleware.WrapHandler.func1 github.com/docker/docker/api/server/middleware.VersionMiddleware.WrapHandler.func1 github.com/docker/docker/pkg/authorization.(*Middleware).WrapHandler.func1 github.com/docker/docker/api/server.(*Server).makeHTTPHandler.func1';
const inspect =
  '      1 [semacquire] sync.runtime_SemacquireMutex sync.(*Mutex).lockSlow sync.(*Mutex).Lock github.com/docker/docker/daemon.(*Daemon).ContainerInspectCurrent github.com/docker/docker/daemon.(*Daemon).ContainerInspect github.com/docker/docker/api/server/router/container.(*containerRouter).getContainersByName';
const session =
  '      1 [select] github.com/docker/docker/daemon.(*Daemon).ContainerExecStart github.com/docker/docker/api/server/router/container.(*containerRouter).postContainerExecStart';
const statistics =
  '      1 [select] github.com/containerd/ttrpc.(*Client).Call github.com/containerd/containerd/runtime/v2/task.(*taskClient).Stats github.com/containerd/containerd/runtime/v2.(*shimTask).Stats github.com/containerd/containerd/services/tasks.(*local).Metrics';

describe('waitingGoroutines', () => {
  it('tells where a request waits and what for, without what every request goes through', () => {
    expect(waitingGoroutines(`${throughCRI}\n`)).toEqual([
      {
        count: 1,
        state: 'select',
        minutes: 0,
        waitsFor: 'shim',
        functions: [
          'github.com/containerd/ttrpc.(*Client).Call',
          'github.com/containerd/containerd/runtime/v2/task.(*taskClient).Exec',
          'github.com/containerd/containerd/runtime/v2.(*shimTask).Exec',
          'github.com/containerd/containerd/services/tasks.(*local).Exec',
          'github.com/containerd/containerd.(*task).Exec',
          'github.com/containerd/containerd/pkg/cri/server.(*criService).execInternal',
          'github.com/containerd/containerd/pkg/cri/server.(*criService).execInContainer',
          'github.com/containerd/containerd/pkg/cri/server.(*streamRuntime).Exec',
        ],
      },
    ]);
    const [exec] = waitingGoroutines(byDockerd);
    expect(exec?.functions.at(-1)).toMatch(/postContainerExecStart$/);
  });

  it.each([
    ['containerd', byDockerd],
    ['shim', statistics],
    ['lock', inspect],
    ['lock', inspect.replace('[semacquire]', '[sync.Mutex.Lock]')],
    ['command', session],
    [null, '1 [chan receive] github.com/docker/docker/libcontainerd.(*client).Exec'],
  ])('%s is waited for', (whose, line) => {
    expect(waitingGoroutines(line).map(({ waitsFor }) => waitsFor)).toEqual([whose]);
  });

  it('puts together what differs by its age only; the longest first, of those as long execs first', () => {
    const old = (line: string, count: number, minutes: number) =>
      line.replace('1 [', `${count} [`).replace(']', `, ${minutes} minutes, locked to thread]`);
    const text = [statistics, throughCRI, old(inspect, 3, 7), old(inspect, 2, 90), session].join('\n');
    const rows = waitingGoroutines(text).map(({ count, minutes, waitsFor }) => `${count} ${waitsFor} ${minutes}`);
    expect(rows).toEqual(['5 lock 90', '1 shim 0', '1 command 0', '1 shim 0']);
  });

  it('leaves out those at work, and what is no line of its kind', () => {
    expect(waitingGoroutines(['', 'x', session.replace('select', 'runnable'), session.slice(0, 9)].join('\n'))).toEqual(
      [],
    );
  });

  it('takes a line that was cut', () => {
    expect(waitingGoroutines(throughCRI.slice(0, 300))[0]).toMatchObject({ waitsFor: 'shim' });
  });
});

describe('stacksOf', () => {
  const end: NodeRecord = { r: 'end', overdue: 0 };
  const dump = (why: string, total: number | null = null): NodeRecord => ({
    ...{ r: 'dump', of: 'containerd', pid: 44, why, dir: '/tmp', total, cut: false },
  });
  const told = (...records: NodeRecord[]): Evidence => sortRecords(records);

  it('puts the pieces of a dump together', () => {
    const pieces = [1, 0].map(
      (part): NodeRecord => ({
        r: 'goroutines',
        of: 'containerd',
        part,
        v: throughCRI.slice(part * 50, part * 950 + 50),
      }),
    );
    expect(stacksOf(told(...pieces, dump('', 95), end)).daemons).toMatchObject([
      { of: 'containerd', pid: 44, missing: '', goroutines: 95, waiting: [{ waitsFor: 'shim' }] },
    ]);
  });

  it.each([
    ['stopped', /is stopped, and was not signalled/],
    ['no-file', /was signalled, and no dump came; .* in \/tmp/],
    ['file-there', /somebody else's is in \/tmp/],
    ['too-old', /docker before 18\.09/],
  ])('says why there is none: %s', (why, expected) => {
    expect(stacksOf(told(dump(why), end)).daemons[0]?.missing).toMatch(expected);
  });

  it('says so where only the brief of it came', () => {
    expect(stacksOf(told(dump('', null), end)).daemons[0]?.missing).toMatch(/did not arrive/);
  });

  it('says why no daemon was asked', () => {
    expect(stacksOf(told(end)).reason).toMatch(/no probe on the node failed or hung/);
    expect(stacksOf(told()).reason).toMatch(/nor come to its end/);
    expect(stacksOf(null).reason).toMatch(/did not run on the node/);
  });
});
