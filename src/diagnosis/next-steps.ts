import type { Layer } from '../model/layer.ts';
import { nameOr } from '../model/name-grammar.ts';
import type { RuntimeFamilyName } from '../model/runtime-family.ts';
import type { Finding, Verdict } from '../model/verdict.ts';
import { type Code, signatureOf } from '../signatures/catalogue.ts';
import { withProof } from '../signatures/proven.ts';
import { authorOfProbe, isRefusal } from './author.ts';
import { probeOf } from './column.ts';
import { fillIn } from './fill-in.ts';
import type { Observation } from './observation.ts';
import { namesOf, partsOf, partsToChange } from './parts-of-commands.ts';
import { stuckProcesses } from './stuck-process.ts';
import { thawSteps } from './thaw-steps.ts';
import { whatWouldSettle } from './what-would-settle.ts';

type Where = Pick<Verdict, 'status' | 'layer' | 'candidates'>;

/** What to do about it, the least harmful first; each says what it would end. */
export function nextSteps(observation: Observation, where: Where, cause: Finding | null): readonly string[] {
  if (where.status === 'inconclusive') return whatWouldSettle(observation);
  const layers = where.layer ? [where.layer] : where.candidates;
  const known = stepsOf(cause, observation) ?? layers.flatMap((layer) => stepsFor(layer, observation));
  const steps = forContainersOfNoPod(observation, [...new Set([...wake(observation, layers), ...known])]);
  return cause ? steps.map((step) => withProof(cause.code, step, observation.target.runtime)) : steps;
}

/** Of these this run knows more than the catalogue: which process it is, who froze the container. */
const betterKnown: readonly Code[] = [
  ...(['container-frozen', 'parent-frozen', 'container-paused'] as const),
  ...(['shim-stopped', 'containerd-stopped', 'dockerd-stopped', 'cri-stopped', 'kubelet-stopped'] as const),
  ...(['process-traced', 'process-uninterruptible', 'state-disagreement'] as const),
];

/** What the catalogue says of the cause; what only a text says is to be confirmed first. Null where it says nothing more. */
function stepsOf(cause: Finding | null, observation: Observation): readonly string[] | null {
  if (!cause || betterKnown.includes(cause.code)) return null;
  const { confirm, fix } = signatureOf(cause.code);
  const steps = (listed: readonly string[], does: 'look' | 'mend') =>
    listed.filter((step) => isFor(observation.target.runtime, step)).map((step) => fillIn(step, observation, does));
  return [...(cause.by === 'text' ? steps(confirm, 'look') : []), ...steps(fix, 'mend')];
}

/** Not where its remark begins with the runtime of other nodes. */
function isFor(runtime: RuntimeFamilyName, step: string): boolean {
  const [, only] = / {3}# (?:on the node, )?with (docker|containerd)\b/.exec(step) ?? [];
  return only === undefined || only === runtime;
}

/** Of what is no pod's kubectl knows nothing, and nobody but docker starts it again. */
function forContainersOfNoPod(observation: Observation, steps: readonly string[]): readonly string[] {
  const { target } = observation;
  if (target.pod !== '') return steps;
  const { containerID, node } = partsToChange(observation);
  const again = `docker restart ${containerID}   # on node ${node}: ends this container, and starts it again`;
  const isRecreation = (step: string) => step.startsWith('kubectl delete pod');
  return [
    ...steps.filter((step) => !/^kubectl /.test(step)),
    ...(target.runtime === 'docker' && steps.some(isRecreation) ? [again] : []),
  ];
}

/** A stopped process goes on by one signal, which ends nothing; a traced one when its tracer lets go. */
function wake({ evidence, target, fromFile }: Observation, layers: readonly Layer[]): string[] {
  const { node } = namesOf(target);
  return stuckProcesses(evidence).flatMap(({ layer, name: comm, pid: id, state }) => {
    if (!layers.includes(layer) || state === 'uninterruptible') return [];
    const name = nameOr('it', 'process', comm);
    const pid = fromFile ? 'PID' : nameOr('PID', 'pid', id);
    return state === 'stopped'
      ? [`kill -CONT ${pid}   # on node ${node}: lets ${name} go on; ends nothing. Ask first who stopped it`]
      : [`grep TracerPid /proc/${pid}/status   # on node ${node}: who traces ${name}; it goes on when that ends`];
  });
}

function stepsFor(layer: Layer, observation: Observation): readonly string[] {
  const { target, evidence } = observation;
  const facts = evidence?.facts ?? {};
  const { node, namespace, pod, container, containerID, shim, runtime, root } = partsOf(observation);
  const recreate = `kubectl delete pod -n ${namespace} ${pod}   # ends all of the pod; a new one comes only from a controller`;
  switch (layer) {
    case 'client-path':
      return [
        `kubectl exec -v=8 -n ${namespace} ${pod} -c ${container} -- true   # look for "101 Switching Protocols" and whose Server: header answers`,
        'Try the same from a machine next to the API server: a proxy or load balancer on the way has to pass connection upgrades.',
      ];
    case 'api-server':
      return isRefusal(authorOfProbe(probeOf(observation, 'target', 'kubectl')))
        ? []
        : [
            'kubectl get validatingwebhookconfigurations,mutatingwebhookconfigurations   # one whose rules name pods/exec is asked of every exec: does it answer?',
            `kubectl get --raw /api/v1/nodes/${node}/proxy/healthz   # asks the kubelet through the API server`,
            `From the control plane, check that port 10250 of node ${node} can be reached: firewall, security group, routing, the konnectivity or tunnel agent. Nothing on the node has to be restarted.`,
          ];
    case 'kubelet':
      return [
        `systemctl status kubelet; journalctl -u kubelet --since -1h | tail -50   # on node ${node}`,
        `systemctl restart kubelet   # on node ${node}: running containers go on`,
      ];
    case 'cri':
      return target.runtime === 'docker'
        ? [`journalctl -u kubelet -u cri-docker --since -1h | grep -i exec   # on node ${node}`]
        : [`journalctl -u containerd --since -1h | grep -iE 'exec|stream'   # on node ${node}`];
    case 'dockerd':
      return [
        `journalctl -u docker --since -1h | tail -50   # on node ${node}`,
        `timeout 5 docker info -f '{{.LiveRestoreEnabled}}'   # on node ${node}: only where it says true do containers outlive a restart of dockerd`,
        `systemctl restart docker   # on node ${node}: without live-restore it ends every container of the node`,
      ];
    case 'containerd':
      return [
        `journalctl -u containerd -u docker --since -1h | tail -50   # on node ${node}`,
        // dockerd's own socket: it started that containerd itself
        facts['target.address']?.includes('/docker/')
          ? `kill -KILL ${containerdPid(observation)}   # on node ${node}: dockerd starts its containerd again; containers go on under their shims`
          : `systemctl restart containerd   # on node ${node}: containers go on under their shims`,
      ];
    case 'shim':
      return [
        `cat /proc/${shim}/stack; ls /proc/${shim}/task   # on node ${node}: what the shim waits for`,
        // it waits for the shim
        ...(stuckProcesses(evidence).some((stuck) => stuck.layer === 'shim') ? [] : [recreate]),
      ];
    case 'runc':
      return [
        `${runtime} --version   # on node ${node}: does it start at all?`,
        `${runtime} --debug --root ${root} exec ${containerID} true   # on node ${node}`,
      ];
    case 'container':
      return thawSteps(observation) ?? [`kubectl describe pod -n ${namespace} ${pod}`, recreate];
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
