import { type Observation, probeOf } from '../../evidence/observation.ts';
import { isFailing, isOk } from '../../model/probe.ts';
import type { Detection } from '../entry.ts';

/** https://github.com/containerd/containerd/issues/10036: an exec's end is lost, and its caller hangs. */
const losesEndsOfExecs = ['1.6.29', '1.6.30', '1.7.14'];

/** A containerd of those versions, whose exec hangs where runc itself works. */
export function exitEventsLost(observation: Observation): readonly Detection[] {
  const version = containerdVersion(observation);
  const ctr = probeOf(observation, 'target', 'ctr');
  const hangs = isFailing(ctr) && ctr?.outcome.kind === 'hang' && isOk(probeOf(observation, 'target', 'runc'));
  if (!version || !hangs || !losesEndsOfExecs.includes(version)) return [];
  return [
    {
      summary: `This node has containerd ${version}, whose shim loses the end of an exec at times.`,
      evidence: [`containerd: ${version}`],
    },
  ];
}

/** Of the daemon, without what a distribution adds to it; null where nobody told. */
function containerdVersion({ evidence, target }: Observation): string | null {
  const said = evidence?.answers.find(({ name }) => name === 'ctr_version')?.out ?? '';
  const [, version] =
    /Server:\s+Version: +v?(\d+\.\d+\.\d+)/.exec(said) ??
    /^containerd:\/\/v?(\d+\.\d+\.\d+)/.exec(target.node.runtimeVersion) ??
    [];
  return version ?? null;
}
