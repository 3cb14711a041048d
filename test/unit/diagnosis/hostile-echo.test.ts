import { describe, expect, it } from 'vitest';
import { withoutChosenNames } from '../../../src/diagnosis/chosen-names.ts';
import { diagnose } from '../../../src/diagnosis/diagnose.ts';
import { withoutProgramOutput } from '../../../src/diagnosis/program-output.ts';
import { type Speaker, speakerOf } from '../../../src/diagnosis/speaker.ts';
import { errnoOf, errnoOfTarget } from '../../../src/evidence/execve.ts';
import type { Observation } from '../../../src/evidence/observation.ts';
import { catalogue } from '../../../src/knowledge/index.ts';
import type { Outcome, ProbeName } from '../../../src/model/probe.ts';
import type { RuntimeFamilyName } from '../../../src/model/runtime-family.ts';
import { eachHolds } from '../../each-holds.ts';
import { sampled } from '../../sampled.ts';
import { recordedModes } from '../../scenarios/support/lab-facts.ts';
import { processRecord } from '../records/process-record.ts';
import { observation, type Situation } from './observe.ts';
import { observationOf, recordedFaults } from './recorded-observation.ts';

const error = (exitCode: number | null, text: string): Outcome => ({ kind: 'error', durationMs: 50, exitCode, text });

describe('whose words a failure has, by one probe alone', () => {
  const oci = 'OCI runtime exec failed: exec failed: unexpected EOF: unknown';
  it.each<[Speaker, RuntimeFamilyName, ProbeName, number | null, string]>([
    [
      'layers',
      'containerd',
      'kubectl',
      1,
      'Error from server: error dialing backend: x509: certificate is valid for …',
    ],
    ['layers', 'containerd', 'kubectl', 1, `error: Internal error occurred: ${oci}`],
    [
      'program',
      'containerd',
      'kubectl',
      1,
      'Error from server: error dialing backend\ncommand terminated with exit code 1\n',
    ],
    ['program', 'containerd', 'kubectl', 126, `${oci}\ncommand terminated with exit code 126`],
    ['program', 'containerd', 'kubectl', 3, 'no line feed: command terminated with exit code 3'],
    ['program', 'containerd', 'kubectl', 3, 'command terminated with non-zero exit code: exit status 3'],
    // a program that says so itself, and then the way breaks
    ['layers', 'containerd', 'kubectl', 1, 'command terminated with exit code 1\nerror: unable to upgrade connection'],
    ['layers', 'containerd', 'kubectl', 1, 'command terminated with exit code 3'],
    ['program', 'containerd', 'kubectl', 0, 'error dialing backend'],
    ['either', 'containerd', 'kubectl', 0, ''],
    ['either', 'docker', 'kubectl', 126, `${oci}\r\ncommand terminated with exit code 126\n`],
    ['either', 'docker', 'kubectl', 127, 'command terminated with exit code 127'],
    ['program', 'docker', 'kubectl', 1, `${oci}\ncommand terminated with exit code 1`],
    ['either', 'cri-o', 'kubectl', 255, 'command terminated with exit code 255'],
    ['either', 'docker', 'docker', 126, oci],
    ['either', 'docker', 'docker', 1, 'Error response from daemon: no such container'],
    ['program', 'docker', 'docker', 3, 'Error response from daemon: no such container'],
    ['either', 'docker', 'docker', 2, 'panic: runtime error\n\ngoroutine 1 [running]:'],
    ['either', 'docker', 'ctr', 1, `ctr: ${oci}`],
    ['program', 'docker', 'ctr', 1, oci],
    ['program', 'docker', 'ctr', 126, oci],
    ['either', 'docker', 'ctr', 127, 'setsid: failed to execute /usr/bin/ctr: No such file or directory'],
    ['either', 'docker', 'ctr', 0, ''],
    ['either', 'docker', 'runc', 255, 'level=error msg="exec failed: unexpected EOF"'],
    ['either', 'docker', 'runc', 127, 'runc: error while loading shared libraries: libseccomp.so.2: cannot open'],
    ['either', 'docker', 'runc', 137, ''],
    ['program', 'docker', 'runc', 3, 'level=error msg="exec failed: unexpected EOF"'],
    ['either', 'containerd', 'crictl', 1, 'level=fatal msg="execing command in container: rpc error"'],
    [
      'program',
      'containerd',
      'crictl',
      1,
      'x509\nFATA[0000] execing command in container: command terminated with exit code 3',
    ],
    ['layers', 'docker', 'nsenter', 1, 'nsenter: cannot open /proc/1/ns/ipc: No such file or directory'],
    ['layers', 'docker', 'docker', null, ''],
    // ended before it could say whose words they are
    ['nobody', 'docker', 'kubectl', null, 'Error from server: error dialing backend: x509: certificate has expired'],
  ])('%s: %s %s %j %j', (speaker, runtime, name, exitCode, text) =>
    expect(speakerOf({ name, outcome: error(exitCode, text) }, runtime)).toBe(speaker),
  );
});

/** What a program that prints that text and ends with that code looks like through each layer. */
function through(name: ProbeName, text: string, exitCode: number): Outcome {
  if (name === 'nsenter') return { kind: 'ok', durationMs: 50, method: 'missing-path' };
  const line = exitCode === 0 ? '' : `command terminated with exit code ${exitCode}`;
  if (name === 'kubectl') return error(exitCode, [text, line].filter(Boolean).join('\n'));
  if (name === 'crictl')
    return error(exitCode === 0 ? 0 : 1, [text, line && `FATA[0000] ${line}`].filter(Boolean).join('\n'));
  return error(exitCode, text);
}

function echoing(runtime: RuntimeFamilyName, text: string, exitCode: number, control: 'ok' | 'echo'): Observation {
  const seen = observation(runtime, { target: 'ok', control: 'ok' });
  const probes = seen.probes.map((probe) =>
    probe.subject === 'target' || control === 'echo'
      ? { ...probe, outcome: through(probe.name, text, exitCode) }
      : probe,
  );
  return {
    ...seen,
    probes,
    terminals: probes.filter(({ name }) => name !== 'nsenter'),
    crossChecks: [{ name: 'websocket', outcome: through('kubectl', text, exitCode) }],
  };
}

const said = catalogue.flatMap(({ code, texts }) => texts.map(({ example }) => ({ code, example })));

const exitCodes = [0, 1, 2, 3, 125, 126, 127, 137, 255];
const printing = (['docker', 'containerd'] as const).flatMap((runtime) =>
  exitCodes.flatMap((exitCode) =>
    (['ok', 'echo'] as const).flatMap((control) => said.map((one) => ({ runtime, exitCode, control, ...one }))),
  ),
);

it('a /bin/echo that prints the words of a layer accuses nobody, however it ends', () =>
  eachHolds(
    sampled('a /bin/echo with the words of a layer', 16, printing),
    ({ runtime, exitCode, control, code }) => `${code}, exit code ${exitCode} on a ${runtime} node, control ${control}`,
    ({ runtime, exitCode, control, example }) => {
      const { verdict, findings } = diagnose(echoing(runtime, example, exitCode, control));
      // that it is not started: of its own container it may say so
      if (control === 'ok' && errnoOf({ name: 'runc', outcome: error(exitCode, example) }) !== null) {
        expect(verdict).toMatchObject({ candidates: ['container'], remedy: null, wayIn: null, besides: null });
        expect(['container', null]).toContain(verdict.scope);
        return;
      }
      expect({ ...verdict, example }).toMatchObject({
        ...{ status: 'inconclusive', layer: null, candidates: ['container'], cause: null, wayIn: null, owner: null },
        ...{ confidence: 'low', besides: null },
      });
      expect(findings.filter(({ by }) => by === 'text')).toEqual([]);
      expect(JSON.stringify([verdict, findings])).not.toContain(JSON.stringify(example).slice(1, -1));
    },
  ));

describe('a /bin/echo that is not alike by every way', () => {
  const kubelets = 'Error from server: error dialing backend: x509: certificate has expired';
  const only = (runtime: RuntimeFamilyName, outcomes: Partial<Record<ProbeName, Outcome>>): Observation => {
    const seen = observation(runtime, { target: 'kubectl:ok docker:ok ctr:ok runc:ok nsenter:ok', control: 'ok' });
    return {
      ...seen,
      probes: seen.probes.map((probe) => {
        const outcome = probe.subject === 'target' && outcomes[probe.name];
        return outcome ? { ...probe, outcome } : probe;
      }),
    };
  };

  it('and fails through the API server only, accuses nobody above it', () => {
    const { verdict, findings } = diagnose(only('containerd', { kubectl: through('kubectl', kubelets, 1) }));
    expect(verdict).toMatchObject({ status: 'inconclusive', candidates: ['container'] });
    expect(findings).toEqual([]);
  });
  it.each([126, 127])('with the codes of a dockershim (%i) it tells nothing of what lies above', (exitCode) => {
    const { verdict, findings } = diagnose(only('docker', { kubectl: through('kubectl', kubelets, exitCode) }));
    expect(verdict).toMatchObject({ status: 'inconclusive', confidence: 'low', cause: null });
    expect(verdict.candidates).not.toContain('kubelet');
    expect(findings).toEqual([]);
  });
  it('and acts as each client would fail, tells nothing of what is not below that client', () => {
    const seen = only('docker', {
      kubectl: through('kubectl', kubelets, 126),
      docker: error(126, `OCI runtime exec failed: ${kubelets}`),
      ctr: error(1, `ctr: ${kubelets}`),
      runc: error(255, `level=error msg="${kubelets}"`),
    });
    const { verdict, findings } = diagnose(seen);
    expect(verdict.candidates).toEqual(['container']);
    expect(findings.map(({ layer }) => layer)).not.toContain('kubelet');
  });
  it('and kubectl was killed while it printed, accuses nobody by its words', () => {
    const { verdict, findings } = diagnose(only('docker', { kubectl: error(null, kubelets) }));
    expect(verdict.cause).toBeNull();
    expect(findings).toEqual([]);
  });
  it.each(['docker', 'containerd'] as const)('and prints without an end, accuses nobody: %s', (runtime) => {
    const endless: Outcome = { kind: 'error', durationMs: 50, exitCode: null, text: kubelets, endless: true };
    const cut = error(141, kubelets);
    for (const others of [{}, { docker: cut, ctr: cut, runc: cut, crictl: cut }]) {
      const { verdict, findings } = diagnose(only(runtime, { ...others, kubectl: endless }));
      expect(verdict).toMatchObject({ status: 'inconclusive', candidates: ['container'], cause: null });
      expect(findings).toEqual([]);
    }
  });
  it('does not hide a layer that hangs above it', () => {
    const own = error(3, 'words');
    const hang: Outcome = { kind: 'hang', durationMs: 10_000 };
    const { verdict } = diagnose(only('docker', { kubectl: hang, docker: hang, ctr: own, runc: own }));
    expect(verdict).toMatchObject({ status: 'fault', layer: 'dockerd' });
  });
  it('nor a kubelet that refuses', () => {
    const own = error(3, 'words');
    const refused = error(
      1,
      'Error from server: error dialing backend: dial tcp 10.0.0.1:10250: connect: connection refused',
    );
    const { verdict } = diagnose(only('docker', { kubectl: refused, docker: own, ctr: own, runc: own }));
    expect(verdict).toMatchObject({ status: 'fault', cause: 'kubelet-refused' });
    expect(verdict.candidates).not.toContain('container');
  });
});

describe('a layer whose failure or hang may be that of a program, asked for a path that cannot exist', () => {
  const noFiles = 'Error response from daemon: open /var/lib/docker/overlay2/x/lower: too many open files';
  const line = 'command terminated with exit code 126';
  /** A dockershim hands on that of dockerd. */
  const ownCode: Partial<Record<ProbeName, number>> = { kubectl: 126, docker: 126, ctr: 1, runc: 255 };
  const said = (situation: Situation) => {
    const seen = observation('docker', { control: 'ok', ...situation });
    const probes = seen.probes.map((probe) =>
      probe.outcome.kind === 'error'
        ? { ...probe, outcome: { ...probe.outcome, exitCode: ownCode[probe.name] ?? null } }
        : probe,
    );
    return diagnose({ ...seen, probes });
  };
  const failing: Situation = {
    target: 'kubectl:error docker:error ctr:ok runc:ok nsenter:ok',
    texts: { kubectl: `${noFiles}\n${line}`, docker: noFiles },
  };
  const accused = { status: 'fault', layer: 'dockerd', cause: 'dockerd-out-of-fds' };
  const acquitted = {
    ...{ status: 'inconclusive', candidates: ['container'], cause: null, remedy: null, confidence: 'low' },
  };

  it('is acquitted where that comes back', () => {
    const { verdict, findings } = said({ ...failing, passages: 'docker:ok' });
    expect(verdict).toMatchObject(acquitted);
    expect(verdict.because.join(' ')).toContain('docker brings back the complaint');
    expect(findings.filter(({ by }) => by === 'text')).toEqual([]);
  });
  it('is accused where it fails too', () =>
    expect(said({ ...failing, passages: 'docker:error', passageTexts: { docker: noFiles } }).verdict).toMatchObject(
      accused,
    ));
  it('and then by what it says itself, not by what may be the words of a program', () =>
    expect(
      said({ ...failing, passages: 'docker:error', passageTexts: { docker: 'broken' } }).verdict.cause,
    ).toBeNull());
  it('is accused as ever where that was not asked', () => expect(said(failing).verdict).toMatchObject(accused));
  it('does not hide a kubelet that refuses', () => {
    const kubectl = 'Error from server: error dialing backend: dial tcp 10.0.0.1:10250: connect: connection refused';
    const { verdict } = said({ ...failing, texts: { docker: noFiles, kubectl }, passages: 'docker:ok' });
    expect(verdict).toMatchObject({ status: 'fault', cause: 'kubelet-refused' });
  });
  it('acquits a shim whose words two clients have', () => {
    const noRoom = 'OCI runtime exec failed: write /tmp/runc-process1: no space left on device: unknown';
    const { verdict } = said({
      target: 'kubectl:error docker:error ctr:error runc:ok nsenter:ok',
      texts: { kubectl: `${noRoom}\n${line}`, docker: noRoom, ctr: `ctr: ${noRoom}` },
      passages: 'docker:ok ctr:ok',
    });
    expect(verdict).toMatchObject(acquitted);
  });
  it('leaves a root in which nothing may be executed what it is', () => {
    const refused = 'OCI runtime exec failed: exec /bin/echo: permission denied';
    const { verdict } = said({
      target: 'kubectl:error docker:error ctr:error runc:error nsenter:ok',
      texts: { kubectl: `${refused}\n${line}`, docker: refused, ctr: `ctr: ${refused}`, runc: refused },
      passages: 'docker:ok ctr:ok runc:ok',
      facts: { 'target.noexec': 'yes' },
    });
    expect(verdict).toMatchObject({ status: 'fault', cause: 'root-noexec' });
  });
  it.each<[string, string, string]>([
    ['docker', 'kubectl:hang docker:hang ctr:ok runc:ok nsenter:ok', 'docker:ok'],
    ['ctr', 'kubectl:hang docker:hang ctr:hang runc:ok nsenter:ok', 'docker:ok ctr:ok'],
    ['runc', 'kubectl:hang docker:hang ctr:hang runc:hang nsenter:ok', 'docker:ok ctr:ok runc:ok'],
    ['kubectl', 'kubectl:hang docker:ok ctr:ok runc:ok nsenter:ok', 'kubectl:ok'],
  ])('is not accused where only what is to run hangs: %s', (name, target, passages) => {
    const { verdict } = said({ target, passages });
    expect(verdict).toMatchObject({ status: 'inconclusive', layer: null, remedy: null, confidence: 'low' });
    expect(verdict.candidates).toContain('container');
    expect(verdict.summary).toContain(`${name} hangs`);
  });
  it('is accused where that hangs, too', () => {
    const target = 'kubectl:hang docker:hang ctr:ok runc:ok nsenter:ok';
    expect(said({ target, passages: 'docker:hang' }).verdict).toMatchObject({ status: 'fault', layer: 'dockerd' });
  });
});

/** Where a layer was asked twice, each exec has an id of its own. */
const worded = (observation: Observation) => JSON.stringify(observation).replace(/[0-9a-f]{6,}|\d+/g, '#');

it('a layer that has really failed is heard', () =>
  eachHolds(
    recordedFaults(recordedModes),
    ({ mode, name }) => `${mode}/${name}`,
    ({ mode, recording }) => {
      const seen = observationOf(recording);
      const heard = withoutProgramOutput(seen);
      // CRI-O passes on what runc says, with its 255, as what a program said: either may have, so nobody is believed
      if (mode === 'crio' && seen.probes.some(({ outcome }) => outcome.kind === 'error' && outcome.exitCode === 255))
        return;
      expect(worded(heard)).not.toContain('words of the program');
      // where nothing was to run either, its words are those that it had then
      if (seen.passages.some(({ outcome }) => outcome.kind === 'error')) return;
      // of what execve says no more is kept than that
      if (errnoOfTarget(seen.probes) !== null) return;
      expect(worded(heard)).toBe(worded(withoutChosenNames(seen)));
    },
  ));

describe('a container whose root stops what enters it, by the ways above one that it lets pass', () => {
  const ways = [
    ['docker', 'dockerd', 'kubectl:hang docker:hang ctr:ok runc:ok nsenter:ok*'],
    ['docker', 'shim', 'kubectl:hang docker:hang ctr:hang runc:ok nsenter:ok*'],
    ['containerd', 'cri', 'kubectl:hang crictl:hang ctr:ok runc:ok nsenter:ok*'],
  ] as const;
  const seenBelow = (runtime: RuntimeFamilyName, target: string, process: object): Observation => {
    const passages = target.replaceAll(/ ?\S+:ok\*?/g, '');
    const situation = { target, control: 'ok', second: 'ok', third: 'ok', passages, facts: { 'target.shim': '50' } };
    const seen = observation(runtime, situation);
    if (!seen.evidence) throw new Error('no evidence');
    const start = (seen.evidence.uptimeMs ?? 0) / 10 + 100;
    const started = processRecord({ ...{ role: 'runtime', of: 'target', parent: 50, start, state: 'S' }, ...process });
    return { ...seen, evidence: { ...seen.evidence, processes: [...seen.evidence.processes, started] } };
  };
  it.each(ways)('on a %s node is not taken for a fault of %s', (runtime, layer, target) => {
    for (const process of [{ name: 'runc' }, { name: 'echo', role: 'inside' }]) {
      const { verdict } = diagnose(seenBelow(runtime, target, process));
      expect(verdict).toMatchObject({ status: 'inconclusive', layer: null, cause: null, remedy: null });
      expect(verdict.candidates).toEqual(expect.arrayContaining([layer, 'container']));
    }
  });
  it('and what the container itself may have made is not told as a request that was handed on', () => {
    const [runtime, , target] = ways[0];
    const told = ({ verdict }: ReturnType<typeof diagnose>) => [verdict.summary, ...verdict.because].join(' ');
    expect(told(diagnose(seenBelow(runtime, target, { name: 'runc' })))).toMatch(/request came as far.*passed on a/);
    expect(told(diagnose(seenBelow(runtime, target, { name: 'echo', role: 'inside' })))).toMatch(
      /request may have come as far.*what the container itself has made look so/,
    );
  });
  it.each(ways)(
    'on a %s node, %s is at fault where the shim has started nothing that lasts',
    (runtime, layer, target) => {
      for (const process of [{ start: 1 }, { state: 'Z' }, { parent: 51 }]) {
        expect(diagnose(seenBelow(runtime, target, process)).verdict).toMatchObject({ status: 'fault', layer });
      }
    },
  );

  it.each(ways)(
    'on a %s node %s is not at fault either where the path that cannot exist fails at it',
    (runtime, layer, target) => {
      const passages = target.replaceAll(/ ?\S+:ok\*?/g, '').replaceAll('hang', 'error');
      const { verdict } = diagnose(
        observation(runtime, { target, control: 'ok', second: 'ok', third: 'ok', passages }),
      );
      expect(verdict).toMatchObject({ status: 'inconclusive', layer: null, cause: null, remedy: null });
      expect(verdict.candidates).toEqual(expect.arrayContaining([layer, 'container']));
    },
  );
  const alone = 'kubectl:hang docker:ok ctr:ok runc:ok nsenter:ok*';
  it.each<[string, Situation]>([
    ['does not answer the path that cannot exist either', { passages: 'kubectl:hang' }],
    ['was not asked for it', {}],
  ])(
    'what lies between kubectl and the runtime is not accused where kubectl %s: nobody saw how far it came',
    (_, more) => {
      const { verdict } = diagnose(observation('docker', { target: alone, control: 'ok', second: 'ok', ...more }));
      expect(verdict).toMatchObject({ status: 'inconclusive', layer: null, cause: null, remedy: null, owner: null });
      expect(verdict.candidates).toContain('container');
    },
  );
  it('is accused where the node shows who holds the request', () =>
    expect(
      diagnose(observation('docker', { target: alone, control: 'ok', second: 'ok', processes: 'kubelet:T' })).verdict,
    ).toMatchObject({ status: 'fault', layer: 'kubelet' }));
});

it.each([
  ['lines', `${'\n'.repeat(60_000)}x`],
  ["beginnings of kubectl's line", 'command terminated with non-zero exit code'.repeat(1_500)],
])('whose words a megabyte of %s are is told at once', (_, piece) => {
  const begun = performance.now();
  speakerOf(
    { name: 'kubectl', outcome: error(1, `${piece.repeat(16)}\ncommand terminated with exit code 1`) },
    'docker',
  );
  expect(performance.now() - begun).toBeLessThan(200);
});
