import { describe, expect, it } from 'vitest';
import { diagnose } from '../../../src/diagnosis/diagnose.ts';
import { refusalOf } from '../../../src/diagnosis/speaker.ts';
import type { Probe } from '../../../src/model/probe.ts';
import type { Verdict } from '../../../src/model/verdict.ts';
import { observation, type Situation, verdicts } from './observe.ts';

const probe = (text: string): Probe => ({
  ...{ name: 'runc', subject: 'target', command: [], flaky: false },
  outcome: { kind: 'error', durationMs: 1, exitCode: 126, text },
});

describe('what execve says of /bin/echo', () => {
  it.each<[string, string | null]>([
    [
      'OCI runtime exec failed: exec failed: unable to start container process: eaccess /bin/echo: permission denied: unknown',
      'permission denied',
    ],
    [
      'level=error msg="exec failed: unable to start container process: exec: \\"/bin/echo\\": permission denied"',
      'permission denied',
    ],
    [
      'OCI runtime exec failed: exec failed: exec /bin/echo: operation not permitted: unknown',
      'operation not permitted',
    ],
    ['exec /bin/echo: exec format error', 'exec format error'],
    ['the path `/bin/echo` exists but it is not executable: Operation not permitted', 'operation not permitted'],
    ['exec: "/bin/echo": stat /bin/echo: no such file or directory', null],
    ['exec failed: unable to start container process: chdir to cwd ("/srv") failed: permission denied', null],
    ['cannot exec in a paused container', null],
  ])('%s: %s', (text, says) => expect(refusalOf(probe(text))).toBe(says));
});

describe('a container in which the kernel refuses to execute it', () => {
  const text = 'exec failed: unable to start container process: eaccess /bin/echo: permission denied';
  const refused: Situation = {
    target: 'kubectl:error docker:error ctr:error runc:error nsenter:ok',
    control: 'ok',
    texts: { kubectl: text, docker: text, ctr: text, runc: text },
  };
  const verdictOf = (situation: Situation) => diagnose(observation('docker', situation)).verdict;

  it('is at fault where its root may execute nothing', () =>
    expect(verdictOf({ ...refused, facts: { 'target.noexec': 'yes' } })).toMatchObject({
      ...{ status: 'fault', layer: 'container', scope: 'container', confidence: 'high', cause: 'root-noexec' },
      wayIn: null,
    }));
  it('is not accused for one program', () =>
    expect(verdictOf(refused)).toMatchObject({
      ...{ status: 'inconclusive', candidates: ['container'], wayIn: null, cause: null },
      nextSteps: [
        { command: expect.stringMatching(/^kubectl exec .* ls \/$/) },
        { command: expect.stringMatching(/^grep /) },
      ],
    }));
  it('does not hide what breaks above it', () =>
    expect(verdictOf({ ...refused, target: 'kubectl:error docker:hang ctr:ok runc:ok nsenter:ok' })).toMatchObject({
      status: 'fault',
      layer: 'dockerd',
    }));
  it('is a finding of its own where exec was not asked', () => {
    const { findings } = diagnose(observation('docker', { facts: { 'target.noexec': 'yes' } }));
    expect(findings.map(({ code }) => code)).toContain('root-noexec');
  });
});

describe('a /bin/echo that is none', () => {
  const all = 'kubectl:error ctr:error runc:error nsenter:ok';
  const endsWith = (exitCode: number, texts: Situation['texts'], target = all): Verdict => {
    const seen = observation('containerd', { target, control: 'ok' });
    // through every layer as the program said it
    const probes = seen.probes.map((probe) =>
      probe.outcome.kind === 'error'
        ? { ...probe, outcome: { ...probe.outcome, exitCode, text: texts?.[probe.name] ?? '' } }
        : probe,
    );
    return diagnose({ ...seen, probes }).verdict;
  };
  const noApplet = 'echo: applet not found';
  const noLibrary = '/bin/echo: error while loading shared libraries: libc.so.6: cannot open shared object file';

  it.each<[string, number, Situation['texts']]>([
    ['prints nothing', 0, {}],
    ['prints something else', 0, { kubectl: 'hello', ctr: 'hello', runc: 'hello' }],
    ['fails', 3, { kubectl: 'command terminated with exit code 3' }],
    [
      'is missing in busybox',
      127,
      { kubectl: `${noApplet}\ncommand terminated with exit code 127`, ctr: noApplet, runc: noApplet },
    ],
    [
      'lacks a library',
      127,
      { kubectl: `${noLibrary}\ncommand terminated with exit code 127`, ctr: noLibrary, runc: noLibrary },
    ],
  ])('accuses nobody where it %s', (_, exitCode, texts) =>
    expect(endsWith(exitCode, texts)).toMatchObject({
      ...{ status: 'inconclusive', candidates: ['container'], cause: null },
      nextSteps: [
        { command: expect.stringMatching(/^kubectl exec .* ls \/$/) },
        { command: expect.stringMatching(/^grep /) },
      ],
    }),
  );

  describe('that ends well, and prints something else', () => {
    const passages = 'docker:ok* ctr:ok* runc:ok*';
    const said = (target: string, situation: Situation = {}) => {
      const seen = observation('docker', { target, control: 'ok', passages, ...situation });
      const probes = seen.probes.map((probe) =>
        probe.outcome.kind === 'error' ? { ...probe, outcome: { ...probe.outcome, exitCode: 0, text: 'fake' } } : probe,
      );
      return diagnose({ ...seen, probes });
    };
    const fake = 'kubectl:error docker:error ctr:error runc:error nsenter:ok';

    it('is no fault where each layer answers for a path that cannot exist', () => {
      const { verdict, findings } = said(fake);
      expect(verdict).toMatchObject({ status: 'healthy', confidence: 'medium', cause: null });
      expect(findings.map(({ code }) => code)).toContain('echo-is-another');
    });
    it('likewise on the node itself', () => expect(said(fake, { noCluster: true }).verdict.status).toBe('healthy'));
    it.each(['docker:error ctr:ok* runc:ok*', 'ctr:ok* runc:ok*', ''])(
      'is left open where not every layer does: %s',
      (some) => expect(said(fake, { passages: some }).verdict.status).toBe('inconclusive'),
    );
    it.each([
      'kubectl:hang docker:error ctr:error runc:error nsenter:ok',
      'kubectl:hang docker:hang ctr:error runc:error nsenter:ok',
      'kubectl:hang ctr:error runc:error nsenter:ok',
    ])('does not make a hang above it a fault of the container: %s', (target) => {
      for (const asked of ['', passages]) {
        const { verdict } = said(target, { passages: asked });
        expect(verdict.layer).not.toBe('container');
        expect(verdict.status === 'fault' ? verdict.candidates : []).not.toContain('container');
      }
    });
  });

  it('accuses nobody where it was started, and does not end', () => {
    const hangs = { target: 'kubectl:hang ctr:hang runc:hang nsenter:ok', control: 'ok' };
    const verdictOf = (started: string) =>
      diagnose(observation('containerd', { ...hangs, facts: { 'target.started': started } })).verdict;
    expect(verdictOf('S')).toMatchObject({ status: 'inconclusive', candidates: ['container'] });
    // it may wait for a disk, or be held up
    for (const state of ['D', 'T', 'R', '']) expect(verdictOf(state).status).toBe('fault');
  });

  const oci = 'OCI runtime exec failed: exec failed: unexpected EOF: unknown';
  it.each<[string, number, Situation['texts'], string?]>([
    ['the words are those of a runtime', 1, { kubectl: oci, ctr: oci, runc: oci }],
    ['the answers differ', 1, { ctr: 'other' }],
    ['the exit code is that of a client', 255, {}],
    ['runc works', 0, {}, 'kubectl:error ctr:error runc:ok nsenter:ok'],
    ['one hangs', 0, {}, 'kubectl:error ctr:hang runc:error nsenter:ok'],
    ['only kubectl was asked', 0, {}, 'kubectl:error'],
  ])('is not thought of where %s', (_, exitCode, texts, target) =>
    expect(endsWith(exitCode, texts, target).summary).not.toMatch(/bin.echo/),
  );
});

const onNode = 'ctr:ok runc:ok nsenter:ok';
const allSilent = 'kubectl:silent ctr:silent runc:silent nsenter:ok';

describe('what happens to the echo of the control too is not its doing', () =>
  verdicts('containerd', [
    [
      { target: `kubectl:spoilt ${onNode}`, control: `kubectl:spoilt ${onNode}`, websocket: 'ok' },
      'fault client-path client medium',
    ],
    [{ target: allSilent, control: allSilent }, 'fault runc node high'],
    // a program may tell its callers apart
    [{ target: `kubectl:spoilt ${onNode}`, websocket: 'ok' }, 'inconclusive container ? low'],
    [
      { target: `kubectl:spoilt ${onNode}`, control: 'none', websocket: 'ok' },
      'inconclusive client-path|container ? low',
    ],
    // that of somebody else's container may be none, too
    [{ target: allSilent, control: allSilent, existingControl: true }, 'inconclusive container ? low'],
  ]));
