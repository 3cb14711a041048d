import type { Probe } from '../model/probe.ts';
import type { Finding } from '../model/verdict.ts';
import { authorOf, startFailureAuthorOf } from './author.ts';
import { isFailing, isOk, notTrusted } from './break.ts';
import { columnOf } from './locate.ts';
import type { Observation } from './observation.ts';
import { spellStuck, stuckProcesses } from './stuck-process.ts';

/** A layer that takes this long beyond the one below it is worth a word. */
const slowMs = 3_000;

/** Facts that are worth telling by themselves, whatever the verdict. */
export function findings(observation: Observation): readonly Finding[] {
  const target = columnOf(observation.probes, 'target');
  return [
    ...guardFindings(observation),
    ...stuckProcesses(observation.evidence).map(
      (process): Finding => ({
        code: `${process.layer}-${process.state}`,
        layer: process.layer,
        summary: `${spellStuck(process)}.`,
        evidence: [`process: ${process.pid}`],
      }),
    ),
    ...authorFindings(observation, target),
    ...notTrusted(target).map(
      ({ name, outcome }): Finding => ({
        code: 'probe-not-trusted',
        layer: null,
        summary: `${name} fails although a probe above it works: it entered by another way than the node itself does, and accuses nobody.`,
        evidence: outcome.kind === 'error' ? [`${name}: ${outcome.text}`] : [],
      }),
    ),
    ...controlFindings(observation, target),
    ...intermittent(observation.probes),
    ...slow(target),
    ...debugPodFindings(observation),
  ];
}

function guardFindings({ evidence }: Observation): Finding[] {
  const guard = evidence?.guard;
  if (!guard) return [];
  const frozen: Finding = {
    code: 'container-frozen',
    layer: 'container',
    summary: "The container's cgroup is frozen.",
    evidence: [`cgroup: ${guard.cgroup}`, `frozen at: ${guard.frozenAt}`],
  };
  const memory: Finding = {
    code: 'memory-headroom',
    layer: 'container',
    summary: 'The container is close to its memory limit.',
    evidence: [`bytes left: ${guard.headroom}`],
  };
  const stuck: Finding = {
    code: 'runc-init-stuck',
    layer: 'container',
    summary: 'A runc init is in uninterruptible sleep inside the container.',
    evidence: [`process: ${guard.stuckInit}`],
  };
  return [
    ...(guard.frozen === 'yes' ? [frozen] : []),
    ...(guard.blocked === 'memory' ? [memory] : []),
    ...(guard.stuckInit === null ? [] : [stuck]),
  ];
}

function authorFindings(_observation: Observation, target: readonly Probe[]): Finding[] {
  return target.flatMap(({ name, outcome }) => {
    const author = name === 'kubectl' && outcome.kind === 'error' ? authorOf(outcome.text) : null;
    if (!author || outcome.kind !== 'error' || author.code === 'runtime-said') return [];
    return [
      {
        code: author.code,
        layer: null,
        summary: `The text of kubectl's failure ${author.says}.`,
        evidence: [`kubectl: ${outcome.text}`],
      },
    ];
  });
}

/** A control that fails where the target works: the node is not well, though exec into the target is. */
function controlFindings({ probes }: Observation, target: readonly Probe[]): Finding[] {
  return target.flatMap((probe) => {
    const control = probes.find(({ name, subject }) => name === probe.name && subject === 'control');
    if (!isOk(probe) || !control || !isFailing(control)) return [];
    return [
      {
        code: 'control-fails',
        layer: null,
        summary: `${probe.name} works for the target and fails for the control: the node may fail for new containers.`,
        evidence: control.outcome.kind === 'error' ? [`${probe.name}: ${control.outcome.text}`] : [],
      },
    ];
  });
}

const intermittent = (probes: readonly Probe[]): Finding[] =>
  probes
    .filter(({ flaky }) => flaky)
    .map(({ name, subject }) => ({
      code: 'intermittent',
      layer: null,
      summary: `${name} failed for the ${subject} and worked when it was tried again.`,
      evidence: [],
    }));

function slow(target: readonly Probe[]): Finding[] {
  const timed = target.flatMap(({ name, outcome }) =>
    outcome.kind === 'ok' ? [{ name, ms: outcome.durationMs }] : [],
  );
  return timed.flatMap(({ name, ms }, index) => {
    const below = timed[index + 1]?.ms ?? 0;
    if (ms - below < slowMs) return [];
    return [
      {
        code: 'slow-layer',
        layer: null,
        summary: `${name} takes ${ms} ms, the probe below it ${below} ms.`,
        evidence: [],
      },
    ];
  });
}

function debugPodFindings({ debugPod, target }: Observation): Finding[] {
  const { failure } = debugPod;
  const reasons: Finding[] = failure
    ? [
        {
          code: startFailureAuthorOf(failure.text)?.code ?? `debug-pod-${failure.kind}`,
          layer: null,
          summary: `The debug pod did not start on node ${target.node.name}${failure.text ? `: ${failure.text}` : ', and nobody said why.'}`,
          evidence: failure.text ? [failure.text] : [],
        },
      ]
    : [];
  const { ready } = target.node;
  if (ready && ready.status !== 'True') {
    reasons.push({
      code: 'node-not-ready',
      layer: null,
      summary: `Node ${target.node.name} is not Ready (${ready.status}): ${ready.message}`,
      evidence: [`Ready: ${ready.status}`, `reason: ${ready.reason}`],
    });
  }
  return reasons;
}
