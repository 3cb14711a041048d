import type { Probe } from '../model/probe.ts';
import type { Finding } from '../model/verdict.ts';
import { authorOfProbe } from './author.ts';
import { breakOf, isOk, notTrusted, verb } from './break.ts';
import { columnOf, columnsOf, execWorks, familyOf } from './column.ts';
import type { Observation } from './observation.ts';
import { startFailureAuthorOf } from './start-failure-author.ts';
import { spellStuck, stuckProcesses } from './stuck-process.ts';

/** A layer that takes this long beyond the one below it is worth a word. */
const slowMs = 3_000;

/** Facts that are worth telling by themselves, whatever the verdict. */
export function findings(observation: Observation): readonly Finding[] {
  const target = columnOf(observation.probes, 'target');
  return [
    ...guardFindings(observation),
    ...stuckFindings(observation),
    ...missingProcess(observation),
    ...authorFindings(target),
    ...notTrusted(target).map(
      ({ name, outcome }): Finding => ({
        code: 'probe-not-trusted',
        layer: null,
        summary: `${name} fails although a probe above it works: it enters by another way than the node itself does, and accuses nobody.`,
        evidence: outcome.kind === 'error' ? [`${name}: ${outcome.text}`] : [],
      }),
    ),
    ...controlFindings(observation),
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
    evidence: [`cgroup: ${guard.cgroup}`, `frozen at: ${guard.frozenAt || 'not found'}`],
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

function stuckFindings(observation: Observation): Finding[] {
  return stuckProcesses(observation.evidence)
    .filter(({ state }) => state !== 'uninterruptible' || !execWorks(observation))
    .map((process) => ({
      code: `${process.layer}-${process.state}`,
      layer: process.layer,
      summary:
        process.state === 'uninterruptible'
          ? `${spellStuck(process)} when it was looked at; any process may be, for a moment.`
          : `${spellStuck(process)}.`,
      evidence: [`process: ${process.pid}`],
    }));
}

function missingProcess({ evidence }: Observation): Finding[] {
  const pid = evidence?.noProcess && evidence.facts['target.init'];
  if (!pid) return [];
  return [
    {
      code: 'container-process-gone',
      layer: 'container',
      summary: "The container's first process has ended, and the runtime has not noticed.",
      evidence: [`process: ${pid}`],
    },
  ];
}

function authorFindings(target: readonly Probe[]): Finding[] {
  return target.flatMap((probe) => {
    const { outcome } = probe;
    const author = authorOfProbe(probe);
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

/** A control that breaks elsewhere than the target: the node has a fault that is not the target's, or not its only one. */
function controlFindings(observation: Observation): Finding[] {
  const columns = columnsOf(observation);
  const family = familyOf(observation);
  const control = breakOf(columns.control, family);
  if (!control || breakOf(columns.target, family)?.failing.name === control.failing.name) return [];
  const { name, outcome } = control.failing;
  const same = columns.target.find((probe) => probe.name === name);
  const target = isOk(same) ? ' and works for the target' : '';
  return [
    {
      code: 'control-fails',
      layer: null,
      summary: `${name} ${verb(control.failing)} for the control${target}: the node may have another fault, which hits new containers.`,
      evidence: outcome.kind === 'error' ? [`${name}: ${outcome.text}`] : [],
    },
  ];
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
          code: startFailureAuthorOf(failure)?.code ?? `debug-pod-${failure.kind}`,
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
