import { columnOf, type Observation, probeOf } from '../../evidence/observation.ts';
import { stuckProcesses } from '../../evidence/stuck-processes.ts';
import { effectOf } from '../../knowledge/effects.ts';
import { verifiedFor } from '../../knowledge/entry-steps.ts';
import { entryOf, hasTrait } from '../../knowledge/index.ts';
import { deletePod } from '../../knowledge/steps.ts';
import type { Code } from '../../model/code.ts';
import type { Layer } from '../../model/layer.ts';
import { nameOr } from '../../model/name-grammar.ts';
import type { RuntimeFamilyName } from '../../model/runtime-family.ts';
import { onClient, onNode, type Step, toRead } from '../../model/step.ts';
import type { Finding, Verdict } from '../../model/verdict.ts';
import { isRefusal, originOfProbe } from '../error-origin.ts';
import { confirmSteps, fixSteps } from './catalogue-steps.ts';
import { partsOf, partsToChange } from './command-parts.ts';
import { inconclusiveSteps } from './inconclusive-steps.ts';
import { withSuccessor } from './successor.ts';
import { thaw, thawSteps } from './thaw-steps.ts';

type Where = Pick<Verdict, 'status' | 'layer' | 'candidates' | 'scope'>;

/** What to do about it, the least harmful first; each says what it would end. */
export function nextSteps(observation: Observation, where: Where, cause: Finding | null): readonly Step[] {
  if (where.status === 'inconclusive') return inconclusiveSteps(observation);
  const layers = where.layer ? [where.layer] : where.candidates;
  const known = stepsOf(cause, observation) ?? layers.flatMap((layer) => stepsFor(layer, observation));
  const fitting = known.filter(
    (step) => !isForOthersToo(step, where, observation) && !isForOneOfMany(step, where, cause, observation),
  );
  const all = withoutRepeats([...wake(observation, layers), ...fitting]).map((step) =>
    withSuccessor(step, observation),
  );
  const steps = forContainersOfNoPod(observation, all);
  return cause === null ? steps : steps.map((step) => withProof(step, cause.code, observation));
}

/** For one container nobody ends those of others; a drain moves them first. */
const isForOthersToo = ({ action }: Step, { scope }: Where, { target }: Observation): boolean =>
  (scope === 'container' || scope === 'pod') &&
  action !== null &&
  action !== 'drain-node' &&
  effectOf(action, target.runtime).ends === 'containers-of-node';

/**
 * Nobody ends one container for what hits all of the node: its successor meets the same. Nor all of them, for what is known of one.
 */
function isForOneOfMany({ action }: Step, { scope }: Where, cause: Finding | null, { target }: Observation): boolean {
  if (scope !== 'node' || action === null) return false;
  const { ends } = effectOf(action, target.runtime);
  const isOfOne = cause !== null && entryOf(cause.code).scope === 'container';
  return ends === 'container' || ends === 'pod' || (isOfOne && ends === 'containers-of-node');
}

/** Two layers may have a command in common. */
const withoutRepeats = (steps: readonly Step[]): readonly Step[] => [
  ...new Map(steps.map((step) => [JSON.stringify([step.command, step.note]), step])).values(),
];

/** A step that was put together here is as proven as the catalogue's. */
const withProof = (step: Step, cause: Code, { target }: Observation): Step =>
  step.verified.length > 0 ? step : { ...step, verified: verifiedFor(step.action, entryOf(cause), target.runtime) };

/**
 * What the catalogue says of the cause. What only a text says is to be confirmed first, and so is what no command repairs, for then
 * somebody has to look. Null where it says nothing more.
 */
function stepsOf(cause: Finding | null, observation: Observation): readonly Step[] | null {
  if (!cause || hasTrait(cause.code, 'runKnowsTheSteps')) return null;
  const entry = entryOf(cause.code);
  const fixes = fixSteps(entry, observation);
  const isByHand = (fixes.find(({ action }) => action !== null)?.command ?? null) === null;
  return [...(cause.by === 'text' || isByHand ? confirmSteps(entry, observation) : []), ...fixes];
}

/** Of what is no pod's kubectl knows nothing, and nobody but docker starts it again. */
function forContainersOfNoPod(observation: Observation, steps: readonly Step[]): readonly Step[] {
  const { target } = observation;
  if (target.pod !== '') return steps;
  const again = onNode(`docker restart ${partsToChange(observation).containerID}`, {
    note: 'ends this container, and starts it again',
    action: 'restart-container',
  });
  return [
    ...steps.filter(({ command, on }) => command === null || on !== 'client'),
    ...(target.runtime === 'docker' && steps.some(({ action }) => action === 'delete-pod') ? [again] : []),
  ];
}

/** A stopped process goes on by one signal, which ends nothing; a traced one when its tracer lets go. */
function wake({ evidence, fromFile }: Observation, layers: readonly Layer[]): Step[] {
  return stuckProcesses(evidence).flatMap(({ layer, name: comm, pid: id, state, frozenAt }) => {
    if (!layers.includes(layer) || state === 'uninterruptible') return [];
    const name = nameOr('it', 'process', comm);
    const pid = fromFile ? 'PID' : nameOr('PID', 'pid', id);
    if (state === 'frozen') {
      const note = `resumes ${name}; ends nothing. Find out first who froze it`;
      return [onNode(thaw(frozenAt, fromFile), { note, action: 'thaw' })];
    }
    return state === 'stopped'
      ? [
          onNode(`kill -CONT ${pid}`, {
            note: `resumes ${name}; ends nothing. Find out first who stopped it`,
            action: 'go-on',
          }),
        ]
      : [onNode(`grep TracerPid /proc/${pid}/status`, { note: `who traces ${name}; it goes on when that ends` })];
  });
}

const anyHangs = ({ probes }: Observation): boolean =>
  columnOf(probes, 'target').some(({ outcome }) => outcome.kind === 'hang');

function stepsFor(layer: Layer, observation: Observation): readonly Step[] {
  const { target, evidence } = observation;
  const facts = evidence?.facts ?? {};
  const { node, namespace, pod, container, containerID, shim, runtime, root } = partsOf(observation);
  const recreate = onClient(`kubectl delete pod -n ${namespace} ${pod}`, {
    note: deletePod.note,
    action: 'delete-pod',
  });
  switch (layer) {
    case 'client-path':
      return [
        onClient(`kubectl exec -v=8 -n ${namespace} ${pod} -c ${container} -- true`, {
          note: 'look for "101 Switching Protocols" and the Server: header of the answer; where it hangs, end it by Ctrl-C',
        }),
        toRead(
          'Try the same from a machine next to the API server: a proxy or load balancer on the way has to pass connection upgrades.',
        ),
      ];
    case 'api-server':
      return isRefusal(originOfProbe(probeOf(observation, 'target', 'kubectl')))
        ? [
            onClient(`kubectl exec -v=8 -n ${namespace} ${pod} -c ${container} -- true`, {
              note: 'what the API server answers, in full',
            }),
          ]
        : [
            onClient('kubectl get validatingwebhookconfigurations,mutatingwebhookconfigurations', {
              note: 'one whose rules name pods/exec gets every exec: does it answer?',
            }),
            onClient(`kubectl get --raw /api/v1/nodes/${node}/proxy/healthz`, {
              note: 'queries the kubelet through the API server',
            }),
            toRead(
              `From the control plane, check that port 10250 of node ${node} can be reached: firewall, security group, routing, the konnectivity or tunnel agent. Nothing on the node has to be restarted.`,
            ),
          ];
    case 'kubelet':
      return [
        onNode('systemctl status kubelet; journalctl -u kubelet --since -1h | tail -50'),
        onNode('systemctl restart kubelet', { note: 'running containers go on', action: 'restart-kubelet' }),
      ];
    case 'cri':
      return [onNode(`journalctl -u ${criUnits[target.runtime]} --since -1h | grep -iE 'exec|stream'`)];
    case 'dockerd':
      return [
        onNode('journalctl -u docker --since -1h | tail -50'),
        // whoever refuses at once does so again
        ...(anyHangs(observation)
          ? [
              onNode("timeout 5 docker info -f '{{.LiveRestoreEnabled}}'", {
                note: 'only where it says true do containers outlive a restart of dockerd',
              }),
              onNode('systemctl restart docker', {
                note: 'without live-restore it ends every container of the node',
                action: 'restart-dockerd',
              }),
            ]
          : [onNode('ss -xlp | grep docker.sock', { note: 'who listens there: dockerd, or something before it' })]),
      ];
    case 'containerd':
      return [
        onNode('journalctl -u containerd -u docker --since -1h | tail -50'),
        // dockerd's own socket: it started that containerd itself
        facts['target.address']?.includes('/docker/')
          ? onNode(`kill -KILL ${containerdPid(observation)}`, {
              note: 'dockerd starts its containerd again; containers go on under their shims',
              action: 'kill-containerd',
            })
          : onNode('systemctl restart containerd', {
              note: 'containers go on under their shims',
              action: 'restart-containerd',
            }),
      ];
    case 'shim':
      return [
        // whoever answers with an error waits for nothing
        ...(anyHangs(observation)
          ? [onNode(`cat /proc/${shim}/stack; ls /proc/${shim}/task`, { note: 'what the shim waits for' })]
          : []),
        // it waits for the shim
        ...(stuckProcesses(evidence).some((stuck) => stuck.layer === 'shim') ? [] : [recreate]),
      ];
    case 'runc':
      return [
        onNode(`${runtime} --version`, { note: 'does it start at all?' }),
        onNode(`${runtime} --debug --root ${root} exec ${containerID} true`),
      ];
    case 'container':
      return thawSteps(observation) ?? [onClient(`kubectl describe pod -n ${namespace} ${pod}`), recreate];
  }
}

/** dockerd's own. */
function containerdPid({ evidence, fromFile }: Observation): string {
  if (fromFile) return 'CONTAINERD';
  const [only, ...others] = (evidence?.processes ?? []).filter(({ name }) => /^(docker-)?containe(rd)?$/.test(name));
  return nameOr(
    only && others.length === 0 ? String(only.pid) : 'CONTAINERD',
    'pid',
    evidence?.facts['target.containerd'],
  );
}

/** The units whose journal has what the server of the CRI says. */
const criUnits: Readonly<Record<RuntimeFamilyName, string>> = {
  docker: 'kubelet -u cri-docker',
  containerd: 'containerd',
  'cri-o': 'crio',
};
