import { describe, expect, it } from 'vitest';
import { diagnose } from '../../../src/diagnosis/diagnose.ts';
import { observation, type Situation, verdictLine, verdicts } from './observe.ts';

const all = 'kubectl:ok docker:ok ctr:ok runc:ok';
const none = 'kubectl:error docker:error ctr:error runc:error';
const pts = {
  runc: 'exec failed: unable to start container process: open /dev/pts/0: operation not permitted: unknown',
};
const ptmx = { runc: 'open /dev/ptmx: no space left on device' };

const cpu = (['before', 'after'] as const).map((when) => ({
  ...({ r: 'cpu', subject: 'target', at: '/sys/fs/cgroup/a', quota: 1000, period: 100_000 } as const),
  ...{ when, periods: when === 'before' ? 0 : 20, throttled: when === 'before' ? 0 : 20 },
}));

describe('where all goes well without a terminal', () => {
  verdicts('docker', [
    [{ terminals: [all, all] }, 'healthy high'],
    [{ terminals: [none, 'docker:ok ctr:ok runc:ok'], terminalTexts: pts }, 'fault container container medium'],
    [{ terminals: [none, 'docker:error ctr:error runc:error'], terminalTexts: ptmx }, 'fault runc node high'],
    [
      // so might a program that tells whether it has one
      { terminals: ['kubectl:hang docker:hang ctr:ok runc:ok', 'docker:ok ctr:ok runc:ok'] },
      'inconclusive dockerd|container container low',
    ],
    [
      { terminals: ['kubectl:hang docker:hang ctr:ok runc:ok', 'docker:hang ctr:ok runc:ok'] },
      'fault dockerd node high',
    ],
    [
      { terminals: ['kubectl:error docker:ok ctr:ok runc:ok', 'docker:ok'] },
      'fault client-path|api-server|kubelet|cri ? low',
    ],
    // a node without script(1)
    [{ terminals: ['kubectl:ok docker:ok', 'docker:ok'] }, 'healthy high'],
    // it may be slow: nobody is accused, and nothing is called well that had no answer
    [{ terminals: ['ctr:hang runc:ok', 'ctr:ok runc:ok'], evidence: { cpu } }, 'inconclusive shim|container ? low'],
    // only the control fails
    [{ terminals: [all, 'runc:error'] }, 'healthy high'],
  ]);
  it('says that it is the terminal', () => {
    const { verdict } = diagnose(observation('docker', { terminals: [none, 'runc:ok'], terminalTexts: pts }));
    expect(verdict.summary).toMatch(/^Exec works without a terminal\. With one \(-t\): /);
    expect(verdict.cause).toBe('pty-not-permitted');
    // which is the way in meanwhile
    expect(verdict.wayIn).toMatchObject({ command: 'kubectl exec -i -n default nginx1 -c nginx -- sh', on: 'client' });
  });
  it.each<[Situation, boolean]>([
    [{}, true],
    [{ terminals: [all, all] }, false],
  ])('%j: a terminal was not tested: %s', (situation, expected) =>
    expect(diagnose(observation('docker', situation)).verdict.notTested.join().includes('a terminal')).toBe(expected),
  );
});

it('where something fails without one, that counts', () => {
  const situation = { target: 'kubectl:hang docker:hang ctr:ok runc:ok nsenter:ok', terminals: [none, none] as const };
  expect(verdictLine(diagnose(observation('docker', situation)).verdict)).toBe('fault dockerd container medium');
});

describe('other ways through the API server', () => {
  const kubectl = 'kubectl:error docker:ok ctr:ok runc:ok nsenter:ok';
  const hangs = 'kubectl:hang docker:ok ctr:ok runc:ok nsenter:ok';
  const html = { kubectl: 'error: unable to upgrade connection: <html>' };
  const dial = { kubectl: 'Error from server: error dialing backend: No agent available' };
  verdicts('docker', [
    [{ target: hangs, control: hangs, websocket: 'ok' }, 'fault client-path client medium'],
    [
      { target: kubectl, control: kubectl, texts: html, controlTexts: html, websocket: 'ok' },
      'fault client-path client medium',
    ],
    [{ target: hangs, control: hangs, websocket: 'hang' }, 'fault client-path|api-server|kubelet|cri node low'],
    // it came and went: no word of the client
    [
      {
        target: kubectl,
        control: kubectl,
        texts: { kubectl: 'unable to upgrade connection: container not found ("x")' },
        controlTexts: html,
        websocket: 'ok',
      },
      'fault kubelet|cri ? medium',
    ],
    // nothing started on the node, and a plain request gets through
    [
      { target: 'kubectl:hang', failure: { kind: 'silent', text: '' }, log: 'ok' },
      'inconclusive client-path|api-server|kubelet|cri|dockerd|containerd|shim|runc|container ? low',
    ],
    [{ target: kubectl, control: 'none', texts: dial, logReadable: null, log: 'ok' }, 'fault api-server ? medium'],
    [
      { target: hangs, control: hangs, logReadable: false, log: 'hang' },
      'fault api-server of api-server|kubelet node medium',
    ],
  ]);
});
