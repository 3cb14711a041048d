import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { briefMark, decodeBrief } from '../../../src/records/brief.ts';

const mark = '0b7e1c52-3f4a-4d6b-8c9d-2a1f0e5d4c3b';
const message = (...lines: string[]) => [`hello ${mark} host`, ...lines, ''].join('\n');
const second = (text: string) => decodeBrief(message(text))[1];

describe('a line', () => {
  it.each<[string, object]>([
    [
      'process "containerd" 48 T 54787 daemon - 52 1024',
      { r: 'process', name: 'containerd', pid: 48, state: 'T', start: 54787, role: 'daemon', of: '', files: 52 },
    ],
    ['process "shim" 566 S 55944 shim target - -', { name: 'shim', role: 'shim', of: 'target', filesMax: null }],
    ['process "=cnVuYzpbMjpJTklUXQ==" 7 D 1 runtime - - -', { name: 'runc:[2:INIT]', role: 'runtime' }],
    [
      'limit target pids "/sys/fs/cgroup/pids/a" 9 10 3',
      { r: 'limit', what: 'pids', at: '/sys/fs/cgroup/pids/a', used: 9, max: 10, hits: 3 },
    ],
    ['pile 2 55944 0 31', { r: 'pile', live: 2, oldest: 55944, deadOfShim: 0, deadInside: 31 }],
    ['socket shim 1 "/run/containerd/s/ab" true 0 348', { layer: 'shim', look: 1, listens: true, unread: 348 }],
    ['answer ctr_task timeout - 3160', { name: 'ctr_task', end: 'timeout', code: null, ms: 3160 }],
    [
      'guard target yes "/sys/fs/cgroup/a" "/sys/fs/cgroup/a/b" 4096 77 frozen',
      {
        r: 'guard',
        subject: 'target',
        frozen: 'yes',
        frozenAt: '/sys/fs/cgroup/a',
        cgroup: '/sys/fs/cgroup/a/b',
        headroom: 4096,
        stuckInit: 77,
        blocked: 'frozen',
      },
    ],
    [
      'guard target no "" "=L2E=" - - -',
      { frozen: 'no', frozenAt: '', cgroup: '/a', headroom: null, stuckInit: null, blocked: '' },
    ],
    ['gate open', { r: 'gate', why: '' }],
    ['gate runc-hangs', { r: 'gate', why: 'runc-hangs' }],
    ['identity before 608 55947 S', { r: 'identity', when: 'before', init: 608, start: 55947, state: 'S' }],
    ['identity after - - -', { r: 'identity', when: 'after', init: null, start: null, state: '' }],
    [
      'probe control runc echo 1 exited 0 210 true - 1',
      {
        r: 'probe',
        subject: 'control',
        layer: 'runc',
        method: 'echo',
        attempt: 1,
        end: 'exited',
        code: 0,
        ms: 210,
        seen: true,
        err: '',
      },
    ],
    ['probe target ctr echo 2 timeout - 4130 false - 7', { attempt: 2, end: 'timeout', code: null, seen: false }],
    ['probe target ctr echo 1 exited 1 20 false bm8K 1', { code: 1, err: 'no\n' }],
    [
      'stream target crictl echo 2 exited 1 20 false bm8K 1',
      { r: 'stream', subject: 'target', layer: 'crictl', attempt: 2, code: 1, err: 'no\n' },
    ],
    [
      'passage target docker missing-path 1 exited 0 20 true - 1',
      { r: 'passage', subject: 'target', layer: 'docker', method: 'missing-path', seen: true },
    ],
    ['skip target crictl no-program', { r: 'skip', subject: 'target', layer: 'crictl', why: 'no-program' }],
    ['fact own.oomKills 0', { r: 'fact', k: 'own.oomKills', v: '0' }],
    ['fact own.oomKills -', { v: '' }],
    [
      'refused program "/opt/bin/runc" writable',
      { r: 'refused', what: 'program', name: '/opt/bin/runc', why: 'writable' },
    ],
    ['refused daemon "=ZG9ja2VyIGQ=" user', { r: 'refused', what: 'daemon', name: 'docker d', why: 'user' }],
    ['left exec-id target exec-doctor-1-2', { r: 'left', kind: 'exec-id', name: 'exec-doctor-1-2' }],
    ['left docker-exec target -', { kind: 'docker-exec', name: '' }],
    ['end 0', { r: 'end', overdue: 0 }],
  ])('%s', (text, expected) => expect(second(text)).toMatchObject(expected));
});

describe('is no record', () => {
  it.each([
    ['a word of another version', 'verdict runc'],
    ['a probe of a layer that is none', 'probe target podman echo 1 exited 0 10 true - 1'],
    // a probe that answered must not pass for one that failed
    ['a probe that was cut', 'probe target ctr echo 1 exited 0 1'],
    ['a number that is none', 'probe target ctr echo 1 exited x 10 true - 1'],
    ['a reason that is none', 'refused program "/opt/bin/runc" taste'],
    ['a refusal that was cut', 'refused program "/opt/bin/runc"'],
    ['words too many', 'end 0 0'],
    ['an empty line', ''],
  ])('%s', (_, text) => expect(second(text)).toBeUndefined());
});

describe('the mark', () => {
  it.each([
    [`hello ${mark} host`, mark],
    [`hello ${mark} image`, mark],
    [`hello ${'a1'.repeat(12)} host`, 'a1'.repeat(12)],
    [`hello ${'a'.repeat(23)} host`, null],
    [`hello ${'a'.repeat(37)} host`, null],
    [`hello ${mark.toUpperCase()} host`, null],
    [`hello ${mark}`, null],
    [`hello ${mark} host more`, null],
    [` hello ${mark} host`, null],
    [`plan ${mark} AAAA`, null],
    [`{"n":"${mark}","r":"hello","userland":"host","uptime":7}`, null],
    ['', null],
  ])('in %j: %j', (line, told) => expect(briefMark(line)).toBe(told));
});

describe('the message', () => {
  it('has the mark of its first line, whatever stands in another', () => {
    const forged = `hello ${'f'.repeat(24)} image`;
    expect(decodeBrief(message('gate open', forged, 'end 0')).map(({ r }) => r)).toEqual([
      'hello',
      'gate',
      'hello',
      'end',
    ]);
    expect(briefMark(message('gate open', forged).split('\n')[0] ?? '')).toBe(mark);
  });
  it.each([
    ['of nobody', ''],
    ['with a mark that is none', 'hello ffff host\nend 0\n'],
    ['without a mark', 'hello host\nend 0\n'],
    ['with a first line that was cut', `hello ${mark}\nend 0\n`],
    ['with words too many in its first line', `hello ${mark} host 7\nend 0\n`],
    ['without its first line', 'end 0\n'],
    ['of the runtime itself', 'OCI runtime create failed: no such file'],
    ['of an imitator', `x\nhello ${mark} host\nend 0\n`],
  ])('%s is nothing', (_, text) => expect(decodeBrief(text)).toEqual([]));

  it('cut anywhere gives what was whole before', () => {
    const whole = message(
      'process "shim" 566 S 55944 shim target - -',
      'gate open',
      'probe target ctr echo 1 exited 0 150 true - 1',
      'identity after 608 55947 S',
      'end 0',
    );
    const all = decodeBrief(whole);
    for (let end = 0; end < whole.length; end++) {
      const some = decodeBrief(whole.slice(0, end));
      const probes = some.filter(({ r }) => r === 'probe');
      expect(all.filter(({ r }) => r === 'probe')).toEqual(expect.arrayContaining(probes));
      expect(some.length).toBeLessThanOrEqual(all.length);
    }
  });

  it('of any text throws nothing', () =>
    fc.assert(fc.property(fc.string(), (text) => void decodeBrief(message(text)))));
});
