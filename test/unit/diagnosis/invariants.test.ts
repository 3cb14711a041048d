import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { diagnose } from '../../../src/diagnosis/diagnose.ts';
import { wayOf } from '../../../src/diagnosis/error-origin.ts';
import type { Observation } from '../../../src/evidence/observation.ts';
import { type Layer, layers } from '../../../src/model/layer.ts';
import { entryLayer, type Probe, probeNames, type Subject } from '../../../src/model/probe.ts';
import { type RuntimeFamilyName, runtimeFamilies } from '../../../src/model/runtime-family.ts';
import { sampled, whole } from '../../sampled.ts';
import { observation, outcomeOf, type Situation } from './observe.ts';
import { stepTexts } from './step-text.ts';

/** What must hold of every verdict, whatever the probes said. */

const words = ['ok', 'error', 'hang', 'skipped'] as const;
type Word = (typeof words)[number];

/** Every column of that many probes. */
const columns = (probes: number, kinds: readonly Word[] = words): Word[][] =>
  probes === 0 ? [[]] : columns(probes - 1, kinds).flatMap((rest) => kinds.map((word) => [word, ...rest]));

const namesOf = (runtime: RuntimeFamilyName) => runtimeFamilies.find(({ name }) => name === runtime)?.probes ?? [];

/** No probe fails below one that works, as where all of them tell the truth. */
const isSound = (column: readonly Word[]): boolean =>
  !column.slice(column.indexOf('ok')).some((word) => column.includes('ok') && (word === 'hang' || word === 'error'));

/** The same observation with other outcomes, target first. */
function withOutcomes(base: Observation, target: readonly Word[], control: readonly Word[]): Observation {
  const names = namesOf(base.target.runtime);
  const of = (subject: Subject, said: readonly Word[]): Probe[] =>
    names.map((name, index) => ({
      name,
      subject,
      command: [name, 'x', 'y', 'z'],
      outcome: outcomeOf(said[index] ?? 'skipped', name),
      flaky: false,
    }));
  return { ...base, probes: [...of('target', target), ...of('control', control)] };
}

/** Why this verdict must not be; null: it may. */
function broken(seen: Observation): string | null {
  const { verdict, findings } = diagnose(seen);
  const { status, layer, confidence, because, summary, nextSteps, notTested } = verdict;
  const candidates: readonly string[] = verdict.candidates;
  const target = seen.probes.filter(({ subject }) => subject === 'target');
  const works = target.filter(({ outcome }) => outcome.kind === 'ok');
  const guarded = seen.evidence?.guard != null;
  if (status === 'healthy' && target[0]?.outcome.kind !== 'ok') return 'healthy, though kubectl is not ok';
  const control = seen.probes.find(({ name, subject }) => name === 'kubectl' && subject === 'control');
  // one of several ways through the API server
  const mayBeLuck = control !== undefined && wayOf(control.outcome) !== null;
  // what fails below it fails for another owner's container as well
  const comesAndGoes = status === 'degraded' && verdict.cause === 'intermittent' && seen.secondOpinions.length > 0;
  if (status !== 'healthy' && target[0]?.outcome.kind === 'ok' && !guarded && !mayBeLuck && !comesAndGoes)
    return 'kubectl is ok, and yet not healthy';
  if (status === 'fault' && candidates.length === 0) return 'a fault without candidates';
  if (layer !== null && !candidates.includes(layer)) return 'the layer is no candidate';
  if (status !== 'fault' && status !== 'degraded' && layer !== null) return 'a layer without a fault';
  if (confidence === 'high' && candidates.length > 1) return 'certain of several';
  if (status === 'inconclusive' && confidence !== 'low') return 'inconclusive, and certain of it';
  if (status !== 'healthy' && nextSteps.length === 0) return 'no next steps';
  if (
    status === 'fault' &&
    !guarded &&
    !mayBeLuck &&
    !target.some(({ outcome: { kind } }) => kind === 'error' || kind === 'hang')
  ) {
    return 'an accusation without a failure';
  }
  const [highest] = works.filter(({ name }) => name !== 'nsenter');
  // `crictl exec -s` does not pass the CRI's stream server, kubectl does
  const sound = highest
    ? layers.slice(layers.indexOf(entryLayer[highest.name]) + (highest.name === 'crictl' ? 1 : 0))
    : [];
  // whoever is root in the container can part callers: it may stay a suspect, and is not accused
  const isSpared = (one: Layer) =>
    (one === 'container' && status === 'inconclusive') ||
    (mayBeLuck && ['client-path', 'api-server', 'kubelet', 'cri'].includes(one));
  if (!guarded && !comesAndGoes && sound.some((one) => candidates.includes(one) && !isSpared(one))) {
    return 'a layer below a working probe is accused';
  }
  const sentences = [
    summary,
    ...because,
    ...stepTexts(nextSteps),
    ...notTested,
    ...findings.map((finding) => finding.summary),
  ];
  const odd = sentences.find(
    (text) => text.trim() === '' || !/^[\n -~]*$/.test(text) || /undefined|null|NaN|\[object/.test(text),
  );
  return because.length === 0 && !(status === 'inconclusive' && works.length === 0)
    ? 'no reason'
    : odd === undefined
      ? null
      : `odd: ${odd}`;
}

/** The first observation that breaks an invariant, told in full. */
const firstBroken = (all: Iterable<Observation>) => {
  for (const seen of all) {
    const why = broken(seen);
    if (why)
      return { why, probes: seen.probes.map(({ subject, name, outcome }) => `${subject} ${name} ${outcome.kind}`) };
  }
  return null;
};

function* every(runtime: RuntimeFamilyName, situation: Situation, targets: Word[][], controls: Word[][]) {
  const base = observation(runtime, situation);
  const pairs = targets.flatMap((target) => controls.map((control) => ({ target, control })));
  const what = `outcomes on a ${runtime} node${situation.streams ? `, streams ${situation.streams}` : ''}`;
  const some = pairs.length > 200 ? sampled(what, 60, pairs) : pairs;
  for (const { target, control } of some) yield withOutcomes(base, target, control);
}

describe('every combination of outcomes', { timeout: 180_000 }, () => {
  it('of the target on a docker node, with controls of every kind', () => {
    const controls = [...columns(6, ['ok', 'hang']).filter(isSound), []];
    expect(firstBroken(every('docker', {}, columns(6), [...controls, Array(6).fill('skipped')]))).toBeNull();
  });
  it('of target and control on a containerd node, where an error is like a hang', () =>
    expect(
      firstBroken(
        every(
          'containerd',
          {},
          columns(5, ['ok', 'hang', 'skipped']),
          columns(5, ['ok', 'error', 'skipped']).filter(isSound),
        ),
      ),
    ).toBeNull());
  it('of the target on a cri-o node', () =>
    expect(firstBroken(every('cri-o', {}, columns(4), columns(4, ['ok', 'error'])))).toBeNull());
  it.each(['ok ok', 'hang hang', 'error ok', 'ok hang', 'hang', '- hang', 'flaky flaky'])(
    "of the target on a containerd node, whatever crictl met at the CRI's stream server: %s",
    (streams) => {
      const controls = columns(5, ['ok', 'hang']).filter(isSound);
      expect(firstBroken(every('containerd', { streams }, columns(5, ['ok', 'hang', 'skipped']), controls))).toBeNull();
    },
  );
  it('without records', () => expect(firstBroken(every('docker', { evidence: null }, columns(2), [[]]))).toBeNull());
});

const column = fc.array(fc.constantFrom(...words), { minLength: 6, maxLength: 6 });
const text = fc.constantFrom(
  'error dialing backend: dial tcp 10.0.0.1:10250: i/o timeout',
  'unable to upgrade connection: <html>',
  'unable to upgrade connection: pod does not exist',
  'admission webhook "x" denied the request',
  'Unable to connect to the server: EOF',
  'OCI runtime exec failed',
  'something else',
);
const situation: fc.Arbitrary<Situation> = fc.record(
  {
    streams: fc.constantFrom('ok ok', 'hang hang', 'error error', 'error ok', 'ok', 'flaky hang'),
    second: fc.constantFrom('ok', 'hang', 'ctr:error', 'runc:ok ctr:hang'),
    texts: fc.record({ kubectl: text }),
    controlTexts: fc.record({ kubectl: text }),
    processes: fc.constantFrom('shim:T', 'containerd:T', 'containerd:T containerd:S', 'dockerd:D', 'shim:t kubelet:T'),
    evidence: fc.constantFrom(null, { complete: false }, { noProcess: true }, {}),
    facts: fc.constantFrom({}, { 'control.sameRuntime': 'no' }),
    failure: fc.constantFrom(
      { kind: 'silent', text: '' } as const,
      { kind: 'runtime', text: 'exec: "runc": executable file not found in $PATH' } as const,
      { kind: 'image', text: 'ErrImagePull' } as const,
    ),
    logReadable: fc.constantFrom(true, false, null),
    sameNamespace: fc.boolean(),
    sameContainer: fc.constantFrom(true, null),
    kubeletSilent: fc.boolean(),
  },
  { requiredKeys: [] },
);
const seen = fc
  .tuple(fc.constantFrom<RuntimeFamilyName>('docker', 'containerd'), situation, column, column)
  .map(([runtime, said, target, control]) => {
    const base = observation(runtime, said);
    const other = withOutcomes(base, target, control);
    const spoken = { target: said.texts?.kubectl, control: said.controlTexts?.kubectl };
    const probes = other.probes.map((probe): Probe => {
      const text = spoken[probe.subject];
      const error = probe.name === 'kubectl' && probe.outcome.kind === 'error' && text !== undefined;
      return error ? { ...probe, outcome: outcomeOf('error', 'kubectl', text) } : probe;
    });
    return { ...other, probes };
  });

describe('every combination of outcomes and other evidence', { timeout: 60_000 }, () => {
  it('gives a verdict that may be', () =>
    fc.assert(
      fc.property(seen, (one) => {
        expect(broken(one)).toBeNull();
      }),
      { numRuns: whole ? 2000 : 100 },
    ));

  it('is the same each time, and leaves the observation as it was', () =>
    fc.assert(
      fc.property(seen, (one) => {
        const before = structuredClone(one);
        const first = diagnose(one);
        expect(diagnose(one)).toEqual(first);
        expect(one).toEqual(before);
      }),
    ));

  it('whatever kubectl printed', () =>
    fc.assert(
      fc.property(seen, fc.uint8Array({ maxLength: 200 }), (one, bytes) => {
        const printed = Buffer.from(bytes).toString('latin1');
        const probes = one.probes.map((probe) =>
          probe.name === 'kubectl' ? { ...probe, outcome: outcomeOf('error', 'kubectl', printed) } : probe,
        );
        const { verdict } = diagnose({ ...one, probes });
        expect(verdict.status).not.toBe('healthy');
      }),
    ));
});

it("crictl at the CRI's stream server accuses the CRI alone, and takes nobody else off the list", () =>
  fc.assert(
    fc.property(seen, (one) => {
      const { verdict } = diagnose(one);
      const without = diagnose({ ...one, streams: [] }).verdict;
      const [kubectl, crictl] = ['kubectl', 'crictl'].map((name) =>
        one.probes.find((probe) => probe.subject === 'target' && probe.name === name),
      );
      expect(verdict.status === 'healthy').toBe(without.status === 'healthy');
      // which may stay a suspect as whoever can part callers
      const [left, all] = [verdict, without].map(({ candidates }) =>
        candidates.filter((layer) => layer !== 'container'),
      );
      const rest = all?.filter((layer) => layer !== 'cri');
      expect([all, rest, ['cri']]).toContainEqual(left);
      if (kubectl?.outcome.kind === 'ok' || crictl?.outcome.kind !== 'ok') expect(left).toEqual(all);
    }),
    { numRuns: whole ? 500 : 60 },
  ));

describe('a probe of the target that is skipped', () => {
  /** Without a control and other evidence, so that nothing but the rule is at work. */
  const bare = (runtime: RuntimeFamilyName) => observation(runtime, { control: 'none', logReadable: null });
  it.each<RuntimeFamilyName>(['docker', 'containerd'])('takes nobody off the list of suspects: %s', (runtime) => {
    const base = bare(runtime);
    const names = namesOf(runtime);
    const targets = columns(names.length, ['ok', 'hang', 'skipped']).filter(isSound);
    for (const target of sampled(`skipped probes on a ${runtime} node`, 4, targets)) {
      const { verdict } = diagnose(withOutcomes(base, target, []));
      for (const index of names.keys()) {
        const less = diagnose(withOutcomes(base, target.with(index, 'skipped'), [])).verdict;
        // without the only failure, or the ok that shows the way, there is nothing to accuse
        if (less.status !== 'fault' || verdict.status !== 'fault') continue;
        expect(less.candidates, `${target} without ${names[index]}`).toEqual(
          expect.arrayContaining([...verdict.candidates]),
        );
      }
    }
  });
});

it('every verdict is one that the published schema knows', () => {
  const schema = JSON.parse(readFileSync(new URL('../../../docs/report.schema.json', import.meta.url), 'utf8'));
  const { verdict } = schema.properties;
  const { verdict: told } = diagnose(observation('docker'));
  expect(Object.keys(told).toSorted()).toEqual(verdict.required.toSorted());
  expect(schema.$defs.layer.enum).toEqual([...layers]);
  expect(schema.$defs.probeLayer.enum).toEqual([...probeNames]);
});
