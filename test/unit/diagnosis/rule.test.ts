import { describe, expect, it } from 'vitest';
import { diagnose } from '../../../src/diagnosis/diagnose.ts';
import { observation, type Situation, verdicts } from './observe.ts';

const down = {
  kubectl: 'kubectl:hang docker:ok ctr:ok runc:ok nsenter:ok',
  docker: 'kubectl:hang docker:hang ctr:ok runc:ok nsenter:ok',
  ctr: 'kubectl:hang docker:hang ctr:hang runc:ok nsenter:ok',
  runc: 'kubectl:hang docker:hang ctr:hang runc:hang nsenter:ok',
  nsenter: 'kubectl:hang docker:hang ctr:hang runc:hang nsenter:error',
} as const;

const runcAlone = { target: 'kubectl:ok docker:ok ctr:ok runc:error nsenter:ok' } as const;

describe('the rule: fails here, works just below: on a docker node', () => {
  verdicts('docker', [
    [{ target: 'ok' }, 'healthy high'],
    [{ target: down.docker, control: down.docker }, 'fault dockerd node high'],
    [{ target: down.ctr, control: down.ctr }, 'fault containerd node high'],
    [{ target: down.ctr, control: 'ok', second: 'ok' }, 'fault shim container high'],
    [{ target: down.runc, control: down.runc }, 'fault runc node high'],
    [{ target: down.runc, control: 'ok', second: 'ok' }, 'fault container container high'],
    [{ target: down.nsenter, control: 'ok', second: 'ok' }, 'fault container container medium'],
    [{ target: down.docker, control: 'ok', second: 'ok' }, 'fault dockerd container medium'],
    [{ target: down.kubectl, control: 'ok', second: 'ok' }, 'inconclusive kubelet|cri|container ? low'],
    [{ target: down.kubectl, control: down.kubectl }, 'fault client-path|api-server|kubelet|cri node low'],
  ]);
});

describe('on a containerd node', () => {
  const [kubectl, ctr, runc] = [
    'kubectl:hang ctr:ok runc:ok nsenter:ok',
    'kubectl:hang ctr:hang runc:ok nsenter:ok',
    'kubectl:hang ctr:hang runc:hang nsenter:ok',
  ];
  verdicts('containerd', [
    [{ target: 'ok' }, 'healthy high'],
    [{ target: kubectl, control: kubectl }, 'fault client-path|api-server|kubelet|cri node low'],
    [{ target: kubectl, control: 'ok' }, 'inconclusive kubelet|cri|container ? low'],
    [{ target: ctr, control: ctr }, 'fault containerd node high'],
    [{ target: ctr, control: 'ok', second: 'ok' }, 'fault shim container high'],
    [{ target: runc, control: runc }, 'fault runc node high'],
    [{ target: runc, control: 'ok', second: 'ok' }, 'fault container container high'],
    [{ target: 'kubectl:hang crictl:hang ctr:ok', control: 'crictl:hang ctr:ok' }, 'fault cri node high'],
    [
      { target: 'kubectl:hang crictl:ok ctr:ok', control: 'kubectl:hang crictl:ok ctr:ok' },
      'fault client-path|api-server|kubelet|cri node low',
    ],
  ]);
});

describe('what keeps the rule honest', () => {
  describe('a skipped probe widens the interval', () => {
    verdicts('docker', [
      [{ target: 'kubectl:hang ctr:ok', control: 'none' }, 'fault client-path|api-server|kubelet|cri|dockerd ? low'],
      [{ target: 'docker:hang runc:ok', control: 'none' }, 'fault dockerd|containerd|shim ? low'],
      [{ target: 'docker:hang runc:ok', control: 'ok' }, 'fault dockerd|shim container low'],
      [{ target: 'ctr:hang nsenter:ok', control: 'ctr:ok' }, 'fault shim|container container low'],
      [{ target: 'ctr:hang nsenter:ok', control: 'ctr:hang nsenter:ok' }, 'fault containerd|runc node medium'],
      [{ target: 'kubectl:error docker:error ctr:error runc:error' }, 'fault container container medium'],
      [{ target: 'runc:error', control: 'runc:error' }, 'fault runc|container node medium'],
    ]);
  });

  describe('a skipped probe accuses nobody', () => {
    verdicts('docker', [
      [{ target: 'docker:ok ctr:ok runc:ok nsenter:ok' }, 'inconclusive ? low'],
      [{ target: 'skipped', control: 'skipped' }, 'inconclusive ? low'],
      [{ target: 'nsenter:ok', control: 'none' }, 'inconclusive ? low'],
      [{ target: 'kubectl:ok', control: 'none' }, 'healthy high'],
    ]);
  });

  describe('an ok above acquits everything below', () => {
    verdicts('docker', [
      [{ target: 'kubectl:ok docker:ok ctr:ok runc:error nsenter:ok' }, 'healthy medium'],
      [{ target: 'kubectl:ok docker:hang ctr:hang runc:hang nsenter:hang' }, 'healthy medium'],
      [
        { target: 'kubectl:hang docker:ok ctr:hang runc:error', control: 'ok' },
        'inconclusive kubelet|cri|container ? low',
      ],
      [{ target: 'kubectl:ok crictl:error docker:ok ctr:ok runc:ok nsenter:ok' }, 'healthy medium'],
      // what stays as it is may be another way, or wrong with each of them
      [{ ...runcAlone, second: 'runc:error' }, 'healthy medium'],
      [{ ...runcAlone, second: 'runc:error', control: runcAlone.target }, 'healthy medium'],
      [{ ...runcAlone, second: 'runc:error', sameOwner: 'second' }, 'healthy medium'],
      [{ ...runcAlone, second: 'runc:error', otherTexts: { runc: 'something else' } }, 'healthy medium'],
    ]);
    it('and the probe that fails there is told as not trusted', () =>
      expect(
        diagnose(observation('docker', { target: 'kubectl:ok docker:ok ctr:ok runc:error nsenter:ok' })).findings,
      ).toMatchObject([{ code: 'probe-not-trusted', layer: null, evidence: ['runc: level=error msg=runc said no'] }]));
  });

  describe('container, restart count and first process are the same before and after', () => {
    verdicts('docker', [
      [{ target: down.ctr, sameContainer: false }, 'inconclusive ? low'],
      [{ target: down.ctr, evidence: { sameProcess: false } }, 'inconclusive ? low'],
      [{ target: 'ok', evidence: { sameProcess: false } }, 'inconclusive ? low'],
      [{ target: down.ctr, control: down.ctr, sameContainer: null }, 'fault containerd node medium'],
      [{ guard: { frozen: 'yes', blocked: 'frozen' }, sameContainer: false }, 'inconclusive ? low'],
    ]);
    it('no way in through a process that may be another one now', () =>
      expect(diagnose(observation('docker', { target: down.runc, sameContainer: false })).verdict.wayIn).toBeNull());
  });

  describe('where nsenter fails for both, it parts nothing', () => {
    verdicts('docker', [
      [{ target: down.nsenter, control: down.nsenter }, 'fault runc|container node medium'],
      [{ target: down.nsenter, control: 'docker:ok ctr:ok runc:ok nsenter:error' }, 'fault container container medium'],
      [{ target: 'nsenter:error', control: 'nsenter:error' }, 'inconclusive ? low'],
    ]);
  });
});

describe('healthy is certain where all was tested, at once and by echo', () => {
  verdicts('docker', [
    [{ target: 'kubectl:ok docker:ok ctr:ok runc:ok nsenter:ok' }, 'healthy high'],
    [{ target: 'kubectl:ok* docker:ok* ctr:ok* runc:ok* nsenter:ok' }, 'healthy medium'],
    [{ flaky: ['ctr'] }, 'healthy medium'],
    [{ flaky: ['kubectl'] }, 'degraded client-path|api-server|kubelet|cri|container ? medium'],
    [{ evidence: { complete: false } }, 'healthy medium'],
    [{ target: 'kubectl:ok', evidence: null }, 'healthy medium'],
    [{ target: 'kubectl:ok', failure: { kind: 'image', text: 'ErrImagePull' } }, 'healthy medium'],
    [{ control: 'none' }, 'healthy high'],
    [{ control: down.ctr }, 'healthy medium'],
  ]);
  it('a control that breaks is told beside it', () =>
    expect(diagnose(observation('docker', { control: down.ctr })).findings).toMatchObject([
      { code: 'control-fails', summary: expect.stringContaining('ctr hangs for the control and works for the target') },
    ]));
});

describe('the control', () => {
  verdicts('docker', [
    // without one, only what the target's own column says
    [{ target: down.ctr, control: 'none' }, 'fault containerd|shim ? medium'],
    [{ target: down.docker, control: 'none' }, 'fault dockerd ? medium'],
    [{ target: down.runc, control: 'none' }, 'fault runc|container ? medium'],
    // skipped where it would be asked
    [{ target: down.docker, control: 'ctr:ok runc:ok nsenter:ok' }, 'fault dockerd ? medium'],
    // it breaks elsewhere: two faults
    [{ target: down.docker, control: down.ctr }, 'fault dockerd ? medium'],
    [{ target: down.ctr, control: down.docker }, 'fault shim container medium'],
    [{ target: 'docker:hang runc:ok', control: down.docker }, 'fault dockerd node high'],
    // it knows nothing of rules of access in another namespace
    [
      { target: down.kubectl, control: 'ok', sameNamespace: false, logReadable: null },
      'inconclusive api-server|kubelet|cri|container ? low',
    ],
    // it fails for a reason of its own
    [
      {
        target: 'kubectl:error docker:ok',
        control: 'kubectl:error docker:ok',
        texts: { kubectl: 'error: unable to upgrade connection: container not found ("nginx")' },
        controlTexts: {
          kubectl: 'Error from server (Forbidden): cannot exec into or attach to a privileged container',
        },
      },
      'fault kubelet|cri ? medium',
    ],
  ]);

  verdicts('containerd', [
    [
      {
        target: 'ctr:error runc:error nsenter:ok',
        facts: { 'control.sameRuntime': 'no' },
      },
      'fault runc|container ? medium',
    ],
    [
      {
        target: 'ctr:hang nsenter:ok',
        facts: { 'control.sameRuntime': 'no' },
      },
      'fault shim|runc|container container low',
    ],
  ]);
});

describe('the second opinion', () => {
  verdicts('docker', [
    [{ target: down.ctr, second: 'ctr:ok' }, 'fault shim container high'],
    [{ target: down.ctr }, 'fault shim container medium'],
    [{ target: down.ctr, second: 'ctr:hang' }, 'fault containerd|shim several-containers medium'],
    [{ target: down.runc, second: 'runc:hang' }, 'fault runc|container several-containers medium'],
    [{ target: down.ctr, second: 'docker:ok' }, 'fault shim container medium'],
    [{ target: down.docker, second: 'docker:hang' }, 'fault dockerd several-containers medium'],
    [{ target: down.ctr, control: down.ctr, second: 'ctr:hang' }, 'fault containerd node high'],
  ]);

  describe('of the same owner tells nothing of the node', () => {
    const hang = { target: down.ctr, second: 'ctr:hang', third: 'ctr:hang' };
    const runc = { target: down.runc, second: 'runc:hang', third: 'runc:hang' };
    verdicts('docker', [
      [{ ...hang, sameOwner: 'second third' }, 'fault shim container medium'],
      [{ ...runc, sameOwner: 'second third' }, 'fault container container medium'],
      [{ target: down.docker, second: 'docker:hang', sameOwner: 'second' }, 'fault dockerd container medium'],
      [{ ...hang, third: 'ctr:ok', sameOwner: 'second' }, 'fault shim container medium'],
      // one of another owner is enough
      [{ ...hang, sameOwner: 'second' }, 'fault containerd|shim several-containers medium'],
      [{ ...runc, sameOwner: 'third' }, 'fault runc|container several-containers medium'],
      [{ ...hang, sameOwner: '' }, 'fault containerd|shim several-containers medium'],
      [{ target: down.ctr, second: 'ctr:ok', sameOwner: 'second' }, 'fault shim container high'],
    ]);
    it('and the report says so', () => {
      const { verdict, findings } = diagnose(observation('docker', { ...hang, sameOwner: 'second third' }));
      expect(verdict.because).toContain(
        "ctr fails alike for containers of 2 other pods of the same namespace, and for nobody else's: whoever owns that namespace can make its containers fail, so it says nothing of the node.",
      );
      expect(findings.map(({ code }) => code)).not.toContain('older-containers-hit');
    });
    it('where it alone hangs too, one hang stays one', () => {
      const alone = { target: 'docker:hang ctr:ok runc:ok nsenter:ok', second: 'docker:hang' };
      const confidence = (situation: Situation) => diagnose(observation('docker', situation)).verdict.confidence;
      expect([confidence({ ...alone, sameOwner: 'second' }), confidence({ ...alone, sameOwner: '' })]).toEqual([
        'low',
        'medium',
      ]);
    });
  });

  describe('with another complaint says nothing of this one', () => {
    const error = 'kubectl:hang docker:hang ctr:hang runc:error nsenter:ok';
    const texts = { runc: 'exec failed: unexpected EOF' };
    const full = 'unable to start container process: fork/exec /proc/self/exe: resource temporarily unavailable';
    verdicts('docker', [
      [{ target: down.ctr, second: 'ctr:error', third: 'ctr:error' }, 'fault shim container medium'],
      [{ target: error, texts, second: 'runc:hang' }, 'fault container container medium'],
      [{ target: error, texts, second: 'runc:error', otherTexts: { runc: full } }, 'fault container container medium'],
      [
        { target: error, texts, second: 'runc:error', otherTexts: texts },
        'fault runc|container several-containers medium',
      ],
      [{ target: down.ctr, second: 'ctr:error', third: 'ctr:ok' }, 'fault shim container high'],
    ]);
    it('and the report says so', () =>
      expect(diagnose(observation('docker', { target: down.ctr, second: 'ctr:error' })).verdict.because).toContain(
        'ctr fails for an older container of another pod too, with another complaint: that says nothing of this one.',
      ));
  });

  it('is named as missing where none was asked', () => {
    const { summary, notTested } = diagnose(observation('docker', { target: down.ctr })).verdict;
    expect(summary).toContain('; a new container on the node is served.');
    expect(notTested).toContain('an older, ordinary container of another pod: the control is fresh and privileged');
  });
});

describe('an answer by the path that cannot exist gives medium confidence at most', () => {
  verdicts('docker', [
    [{ target: 'docker:hang ctr:ok* runc:ok* nsenter:ok', control: 'docker:hang ctr:ok' }, 'fault dockerd node medium'],
    [{ target: 'docker:hang ctr:hang runc:ok*', control: 'ok', second: 'ok' }, 'fault shim container medium'],
    // nsenter has no other way
    [{ target: down.runc, control: down.runc }, 'fault runc node high'],
  ]);
});

describe('records that were cut off', () => {
  verdicts('docker', [
    [{ target: down.ctr, control: down.ctr, evidence: { complete: false } }, 'fault containerd node low'],
    [
      { target: 'kubectl:hang', control: 'none', evidence: null },
      'inconclusive client-path|api-server|kubelet|cri|dockerd|containerd|shim|runc|container ? low',
    ],
    [{ target: 'skipped', control: 'none', evidence: null }, 'inconclusive ? low'],
  ]);
  it('the debug pod did start', () =>
    expect(
      diagnose(observation('docker', { target: 'kubectl:hang', control: 'none', evidence: null })).verdict.summary,
    ).toBe('Exec into container nginx hangs, and node node1 could not be examined: no records came back from it.'));
});
