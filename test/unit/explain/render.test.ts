import { describe, expect, it } from 'vitest';
import { explanation, type Question } from '../../../src/explain/render.ts';
import { catalogue } from '../../../src/knowledge/index.ts';
import { displayWidth } from '../../../src/report/wrap.ts';
import { eachHolds } from '../../each-holds.ts';

const look = { width: 80, unicode: true };
const explain = (question: Question, differs: Partial<typeof look> = {}) =>
  explanation(question, { ...look, ...differs });
const text = (words: string | Uint8Array): Question => ({ kind: 'text', text: words });

/** Only what is there to be copied may be wider: commands, four columns in, and addresses. */
const tooWide = (answer: string, width: number) =>
  answer.split('\n').filter((line) => displayWidth(line) > width && !/^ {4}\S|^ {2}https:/.test(line));

describe('everything', () => {
  const answer = explain({ kind: 'everything' });

  it('has each code once, in the order of the catalogue', () => {
    const codes = answer.split('\n').flatMap((line) => /^ {2}([a-z0-9-]+)(?: |$)/.exec(line)?.[1] ?? []);
    expect(codes).toEqual(catalogue.map(({ code }) => code));
  });
  it('is grouped by how often they are met', () =>
    expect(answer.match(/^\w+ met:$/gm)).toEqual(['Often met:', 'Sometimes met:', 'Rarely met:']));
  it('fits 80 columns', () => expect(tooWide(answer, 80)).toEqual([]));
  it('ends with one line feed', () => expect(answer).toMatch(/[^\n]\n$/));
});

describe('each code', () => {
  const answers = catalogue.map(({ code, title }) => ({ code, title, answer: explain({ kind: 'code', code }) }));
  const rule = (what: string, holds: (row: (typeof answers)[number]) => void) =>
    it(what, () => eachHolds(answers, ({ code }) => code, holds));

  rule('is named with its title', ({ code, title, answer }) =>
    expect(answer.replace(/\s+/g, ' ')).toContain(`${code}: ${title}`),
  );
  rule('fits 80 columns, and 60', ({ code, answer }) => {
    expect(tooWide(answer, 80)).toEqual([]);
    expect(tooWide(explain({ kind: 'code', code }, { width: 20 }), 60)).toEqual([]);
  });
  rule('is ASCII', ({ answer }) => expect(answer).toMatch(/^[\x20-\x7e\n]+$/));
});

describe('an entry', () => {
  it('as a whole', () =>
    expect(explain({ kind: 'code', code: 'shim-stopped' })).toMatchInlineSnapshot(`
      "shim-stopped: the shim of this container is stopped (SIGSTOP)
        Fault at shim. Affected: this container. Rarely met.

      What it means:
        The kernel does not let it run until it gets SIGCONT. Its socket still accepts
        connections, because the kernel does that. Every exec into its containers
        hangs; their processes go on.

      To confirm it:
        on the node, as root: T (stopped)
          grep -E "State|TracerPid" /proc/SHIM/status

      What to do, the least harmful first:
        on the node, as root: resumes it; ends nothing. Find out first who stopped it.
        Proven with docker 20.10, containerd 1.6, and containerd 1.7: fixes it; ends
        no container
          kill -CONT SHIM

      In capitals:
        - ID: kubectl get pod POD -o
          jsonpath="{.status.containerStatuses[*].containerID}"
        - PID: docker inspect -f {{.State.Pid}} ID on the node, or crictl inspect ID |
          grep -m 1 pid
        - SHIM: the parent of PID: grep PPid /proc/PID/status on the node

      From:
        https://github.com/docker/for-linux/issues/891
        https://man7.org/linux/man-pages/man5/proc_pid_status.5.html
      "
    `));
  it('says who is not at fault', () =>
    expect(explain({ kind: 'code', code: 'program-missing' })).toContain('No layer is at fault. '));
  it('names several layers', () =>
    expect(explain({ kind: 'code', code: 'docker-lost-containerd' })).toContain(
      'Fault at containerd or dockerd. Affected: ',
    ));
  it('never breaks a command, and puts its remark above it', () =>
    expect(explain({ kind: 'code', code: 'kubelet-refuses-api-server' })).toContain(
      'the CN of that certificate, never another name; ends nothing\n    kubectl create clusterrolebinding apiserver-kubelet --clusterrole=system:kubelet-api-admin --user=USER\n',
    ));
  it('tells how to find what stands in capitals, and what is needed for that', () =>
    expect(explain({ kind: 'code', code: 'shim-out-of-fds' })).toMatch(
      /In capitals:\n {2}- ID: .*\n(.*\n)* {2}- PID: .*\n(.*\n)* {2}- SHIM: /,
    ));
  it('tells it only where it is needed', () =>
    expect(explain({ kind: 'code', code: 'exec-forbidden' })).not.toContain('In capitals:'));
});

describe('an error text', () => {
  it('as a whole', () =>
    expect(explain(text('error: unable to upgrade connection: pod does not exist'))).toMatchInlineSnapshot(`
      "Which layer passed on which words, from the outside in:
        kubectl                       error:
        API server or kubelet         unable to upgrade connection:
        complains of                  pod does not exist

        It is the answer to the request for a stream, by the API server or by the
        kubelet behind it.

      A known failure has this text:
        pod-unknown-to-kubelet        the kubelet that got the request does not know
                                      this pod

      pod-unknown-to-kubelet: the kubelet that got the request does not know this pod
        Fault at api-server or kubelet. Affected: all containers of the node. Often
        met.

      What it means:
        Mostly the API server contacted the wrong node: two nodes announce the same
        address (the NAT interface of virtual machines is the classic). Or the right
        kubelet has started this very second and does not know its pods yet.

      What is printed, for example:
          error: unable to upgrade connection: pod does not exist

      To confirm it:
        is an INTERNAL-IP there twice
          kubectl get nodes -o wide
        on the right node: no trace of the request, or the kubelet has just started
          journalctl -u kubelet -n 50

      What to do, the least harmful first:
        Wait some seconds, where the kubelet has just started.
        Set the kubelet's --node-ip to the address that can be reached.
        on the node, as root: restarts the kubelet only; containers go on
          systemctl restart kubelet

      From:
        https://github.com/kubernetes/kubernetes/issues/63702
        https://github.com/rancher/rancher/issues/26033
        https://github.com/geerlingguy/raspberry-pi-dramble/issues/138
      "
    `));

  it.each<[string, string, string[]]>([
    [
      'two known failures',
      'read init-p: connection reset by peer',
      [
        'Known failures with this text, the likeliest first:\n  pids-exhausted ',
        '\n  memory-exhausted ',
        '\npids-exhausted: ',
        'The others: kubectl exec-doctor explain CODE',
      ],
    ],
    ['one known failure', 'ttrpc: closed', ['A known failure has this text:\n  shim-killed ', '\nshim-killed: ']],
    [
      'none, but for who said it',
      'Error response from daemon: a text of tomorrow',
      [
        '  dockerd                       Error response from daemon:\n  complains of                  a text of tomorrow',
        'dockerd was reached and says so itself.',
        'No known failure has this text.',
        'kubectl exec-doctor TYPE/NAME',
      ],
    ],
    [
      'none, of carriers only',
      'rpc error: code = Unknown desc = a text of tomorrow',
      ['Only carriers between two layers', 'No known failure'],
    ],
    ['none at all', 'hello', ['Nothing in it shows which layer wrote it.', 'No known failure has this text.']],
    [
      'a text that was broken in the middle',
      'OCI runtime exec failed: exec failed: cannot exec in a\n   paused container',
      ['\ncontainer-frozen: '],
    ],
    ['nothing behind the last wrapper', 'Error response from daemon: ', ['complains of                  (nothing)']],
  ])('%s: %j', (_what, words, said) => {
    const answer = explain(text(words));
    for (const part of said) expect(answer).toContain(part);
    expect(tooWide(answer, 80)).toEqual([]);
  });

  it('comes as bytes too', () =>
    expect(explain(text(new TextEncoder().encode('ttrpc: closed')))).toBe(explain(text('ttrpc: closed'))));
});

describe('a hostile text', () => {
  it.each<[string, string]>([
    ['escape sequences', 'error: \x1b[31mttrpc: \x1b]0;title\x07closed\x1b[0m'],
    ['an overprinted line', 'error: ttrpc: closed\rok'],
    ['a bidirectional control', 'error: \u202ettrpc: closed\u2066'],
  ])('%s does not reach the terminal', (_what, words) => {
    const answer = explain(text(words));
    expect(answer).toMatch(/^[\x20-\x7e\n]+$/);
    expect(answer).toContain('shim-killed');
  });
  it('is ASCII where the terminal shows nothing else', () => {
    expect(explain(text('error: é… ttrpc: closed'), { unicode: false })).toMatch(/^[\x20-\x7e\n]+$/);
    expect(explain(text('error: é… ttrpc: closed'))).toContain('é…');
  });
  it('has no end', () => expect(explain(text('error: x '.repeat(100_000))).length).toBeLessThan(200_000));
});
