import { isFailing, isOk, type Probe, type ProbeName, type Subject } from '../model/probe.ts';
import { execWorks, type Observation, probeOf } from './observation.ts';

/** What crictl met at the CRI's stream server; undefined where it was not asked, or failed only at first. */
export const streamOf = ({ streams }: Observation, subject: Subject): Probe | undefined =>
  streams.find((probe) => probe.subject === subject && !probe.flaky);

/**
 * Has the failure at the stream server anything to do with kubectl's? Not where crictl fails by a way of its own, and not
 * where kubectl and the stream server disagree over the control.
 */
export function isStreamTrusted(observation: Observation): boolean {
  const target = streamOf(observation, 'target');
  if (!isFailing(target) || execWorks(observation) || isOfItsOwn(target)) return false;
  const [stream, kubectl] = [streamOf(observation, 'control'), probeOf(observation, 'control', 'kubectl')];
  return isOk(kubectl) ? isOk(stream) : !(isFailing(kubectl) && isOk(stream));
}

/**
 * crictl dials what the CRI hands out without the kubelet's credentials and protocols, and puts an address of its own,
 * the kubelet's, where that names no host, as an old dockershim's does.
 */
const isOfItsOwn = (probe: Probe | undefined): boolean =>
  probe?.outcome.kind === 'error' &&
  /:10250\b|https?:\/\/https?:|unsupported protocol scheme|x509: |tls: |Unauthorized|Forbidden|[Uu]pgrade (connection|request)/.test(
    probe.outcome.text,
  );

/** What came of the path that cannot exist, at a layer where the target's echo failed or hung; undefined: it was not asked for. */
export const passageOf = ({ passages }: Pick<Observation, 'passages'>, name: ProbeName): Probe | undefined =>
  passages.find((passage) => passage.name === name);

/** Which layers carried an exec to its end; empty where none was asked. */
export function describePassages({ passages }: Pick<Observation, 'passages'>): readonly string[] {
  const names = passages.filter(isOk).map(({ name }) => name);
  return names.length === 0
    ? []
    : [
        `With a path that cannot exist, ${list.format(names)} ${names.length === 1 ? 'brings' : 'bring'} back the complaint about it: no program of the container's is involved.`,
      ];
}

const list = new Intl.ListFormat('en', { type: 'conjunction' });
