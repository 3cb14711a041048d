import { type Fields, fields, type Json, list, text } from '../json.ts';
import { invalid } from './status.ts';

/** What a pod sent by a client becomes: checked, with Kubernetes' defaults filled in, and pending. */
export function newPod(body: Fields): Fields {
  const name = text(fields(body.metadata).name) ?? '';
  const spec = fields(body.spec);
  const containers = list(spec.containers).map(fields);
  if (containers.length === 0) throw invalid('Pod', name, 'spec.containers', 'Required value');
  for (const [index, container] of containers.entries()) {
    for (const field of ['name', 'image']) {
      if (!text(container[field])) throw invalid('Pod', name, `spec.containers[${index}].${field}`, 'Required value');
    }
  }
  return {
    ...body,
    spec: {
      restartPolicy: 'Always',
      terminationGracePeriodSeconds: 30,
      dnsPolicy: 'ClusterFirst',
      serviceAccountName: 'default',
      securityContext: {},
      schedulerName: 'default-scheduler',
      priority: 0,
      enableServiceLinks: true,
      ...spec,
      containers: containers.map(withDefaults),
      ...(spec.initContainers === undefined
        ? {}
        : { initContainers: list(spec.initContainers).map(fields).map(withDefaults) }),
    },
    status: { phase: 'Pending', qosClass: qosClass(containers) },
  };
}

function withDefaults(container: Fields): Fields {
  const image = text(container.image) ?? '';
  const isLatest = /:latest$/.test(image) || !/:[^/]*$/.test(image);
  return {
    resources: {},
    terminationMessagePath: '/dev/termination-log',
    terminationMessagePolicy: 'File',
    imagePullPolicy: isLatest ? 'Always' : 'IfNotPresent',
    ...container,
  };
}

/** BestEffort without any request or limit, Guaranteed where cpu and memory have equal ones everywhere, else Burstable. */
function qosClass(containers: readonly Fields[]): 'BestEffort' | 'Burstable' | 'Guaranteed' {
  const resources = containers.map((one) => fields(one.resources));
  const amounts = (one: Json | undefined) => Object.keys(fields(one)).length;
  if (resources.every((one) => amounts(one.limits) + amounts(one.requests) === 0)) return 'BestEffort';
  const guaranteed = resources.every(({ limits, requests }) =>
    ['cpu', 'memory'].every((name) => {
      const limit = fields(limits)[name];
      return limit !== undefined && (fields(requests)[name] ?? limit) === limit;
    }),
  );
  return guaranteed ? 'Guaranteed' : 'Burstable';
}
