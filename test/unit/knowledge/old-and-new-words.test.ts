import { describe, expect, it } from 'vitest';
import { entriesIn, plainQuotes } from '../../../src/knowledge/match-text.ts';
import type { Code } from '../../../src/model/code.ts';
import { eachHolds } from '../../each-holds.ts';
import { recordedFaults } from '../diagnosis/recorded-observation.ts';

const codesIn = (text: string) => entriesIn(plainQuotes(text)).map(({ code }) => code);

describe('what a layer says in other words since some version is the same failure', () => {
  const start = 'OCI runtime exec failed: exec failed: unable to start container process: ';
  it.each<[code: Code, since: string, old: string, now: string]>([
    [
      'runc-missing',
      'containerd 2.0',
      'OCI runtime exec failed: exec: "runc": executable file not found in $PATH: unknown',
      'OCI runtime exec failed: exec: "runc": executable file not found in $PATH',
    ],
    [
      'runc-failed',
      'containerd 2.0',
      'OCI runtime exec failed: runc did not terminate succesfully: exit status 127: unknown',
      'OCI runtime exec failed: runc did not terminate successfully: exit status 127',
    ],
    [
      'run-full',
      'containerd 2.0',
      'failed to create containerd task: failed to start shim: write /run/containerd/io.containerd.runtime.v2.task/k8s.io/89a1/config.json: no space left on device: unknown',
      'failed to create containerd task: failed to write bundle spec: write /run/containerd/io.containerd.runtime.v2.task/k8s.io/00ce/config.json: no space left on device',
    ],
    [
      'containerd-out-of-fds',
      'containerd 2.0',
      'rpc error: code = Unknown desc = failed to generate sandbox container spec: failed to generate spec: could not get the daemon oom_score_adj: open /proc/self/oom_score_adj: too many open files',
      'rpc error: code = Unknown desc = failed to start sandbox "bc94": failed to get image spec: get image config descriptor: blob sha256:82b7 expected at /var/lib/containerd/io.containerd.content.v1.content/blobs/sha256/82b7: open /var/lib/containerd/io.containerd.content.v1.content/blobs/sha256/82b7: too many open files',
    ],
    [
      'containerd-down',
      'ctr 2.1.1',
      'ctr: failed to dial "/run/containerd/containerd.sock": connection error: desc = "transport: error while dialing: dial unix:///run/containerd/containerd.sock: timeout"',
      'ctr: cannot access socket /run/containerd/containerd.sock: stat /run/containerd/containerd.sock: no such file or directory',
    ],
    [
      'container-process-gone',
      'runc 1.1',
      `${start}error executing setns process: exit status 1: unknown`,
      'OCI runtime exec failed: exec failed: cannot exec in a stopped container',
    ],
    [
      'proc-not-visible',
      'runc 1.3',
      `${start}open /proc/self/fd: no such file or directory: unknown`,
      `${start}open /proc/sys/kernel/cap_last_cap: no such file or directory`,
    ],
    [
      'runc-init-pipe-broken',
      'runc 1.2',
      `${start}read init-p: connection reset by peer: unknown`,
      `${start}procReady not received`,
    ],
    [
      'runc-init-pipe-broken',
      'runc 1.2',
      'nsenter: could not ensure we are a cloned binary: Invalid argument',
      'exec failed: unable to create safe /proc/self/exe clone for runc init: could not seal fd: invalid argument',
    ],
    [
      'proc-self-exe-missing',
      'runc 1.2',
      `${start}error starting setns process: fork/exec /proc/self/exe: no such file or directory: unknown`,
      `${start}error starting setns process: fork/exec /proc/self/fd/6: no such file or directory`,
    ],
    [
      'lsm-denies-exec',
      'runc 1.2',
      `${start}error starting setns process: fork/exec /proc/self/exe: operation not permitted: unknown`,
      `${start}error starting setns process: fork/exec /proc/self/fd/6: operation not permitted`,
    ],
    [
      'lsm-denies-exec',
      'runc 1.3.3',
      `${start}apparmor failed to apply profile: write /proc/thread-self/attr/apparmor/exec: permission denied: unknown`,
      `${start}apparmor failed to apply profile: write fsmount:fscontext:proc/thread-self/attr/apparmor/exec: permission denied`,
    ],
    [
      'apparmor-profile-gone',
      'runc 1.3.3',
      `${start}apparmor failed to apply profile: write /proc/self/attr/apparmor/exec: no such file or directory: unknown`,
      `${start}apparmor failed to apply profile: write fsmount:fscontext:proc/thread-self/attr/apparmor/exec: no such file or directory`,
    ],
    [
      'apparmor-profile-gone',
      'crun of September 2026',
      'OCI runtime exec failed: write to file `thread-self/attr/apparmor/exec`: No such file or directory: unknown',
      'OCI runtime exec failed: apply apparmor profile `cri-containerd.apparmor.d`: profile not loaded',
    ],
    [
      'pty-unavailable',
      'runc 1.3.3',
      `${start}open /dev/ptmx: no such file or directory: unknown`,
      `${start}open /dev/pts/ptmx: no such file or directory`,
    ],
    [
      'pty-exhausted',
      'runc 1.3.3',
      `${start}open /dev/ptmx: no space left on device: unknown`,
      `${start}reopen ptmx to get new pty pair: reopen fd 9: no space left on device`,
    ],
    [
      'pty-not-permitted',
      'runc 1.3.3',
      `${start}open /dev/ptmx: operation not permitted: unknown`,
      `${start}reopen ptmx to get new pty pair: reopen fd 9: operation not permitted`,
    ],
  ])('%s, since %s', (code, _since, old, now) => {
    expect(codesIn(old)).toContain(code);
    expect(codesIn(now)[0]).toBe(code);
  });
});

describe('of a fault that is recorded with containerd 1.6 and 2.3', () => {
  const textOf = (mode: 'containerd' | 'containerd2') =>
    new Map(
      recordedFaults([mode]).map(({ name, recording }) => [
        name,
        recording.probes.find(({ subject, outcome }) => subject === 'target' && outcome === 'error')?.text ?? '',
      ]),
    );
  const [old, now] = [textOf('containerd'), textOf('containerd2')];
  const pairs = [...now].flatMap(([name, text]) => {
    const before = old.get(name) ?? '';
    return text === '' || before === '' ? [] : [{ name, before, text }];
  });

  it('there are enough', () => expect(pairs.length).toBeGreaterThan(15));
  it('the words of kubectl are those of the same failure', () =>
    eachHolds(
      pairs,
      ({ name }) => name,
      ({ before, text }) => expect(codesIn(text)[0]).toBe(codesIn(before)[0]),
    ));
});
