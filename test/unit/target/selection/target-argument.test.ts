import { describe, expect, it } from 'vitest';
import { parseTargetArgument } from '../../../../src/target/selection/target-argument.ts';

describe('a target as kubectl takes it', () => {
  const is = (text: string, type: string, name: string) =>
    it(text, () => expect(parseTargetArgument(text)).toEqual({ type, name }));

  is('nginx1', 'pod', 'nginx1');
  is('web.shop', 'pod', 'web.shop');
  is('pod/nginx1', 'pod', 'nginx1');
  is('pods/nginx1', 'pod', 'nginx1');
  is('po/nginx1', 'pod', 'nginx1');
  is('Pod/nginx1', 'pod', 'nginx1');
  is('deploy/web', 'deployment', 'web');
  is('deployment/web', 'deployment', 'web');
  is('deployments/web', 'deployment', 'web');
  is('deployment.apps/web', 'deployment', 'web');
  is('deployments.v1.apps/web', 'deployment', 'web');
  is('sts/db', 'statefulset', 'db');
  is('statefulset.apps/db', 'statefulset', 'db');
  is('ds/agent', 'daemonset', 'agent');
  is('rs/web-1', 'replicaset', 'web-1');
  is('job/once', 'job', 'once');
  is('jobs.batch/once', 'job', 'once');
  is('svc/web', 'service', 'web');
  is('service/web', 'service', 'web');
  is('rc/old', 'replicationcontroller', 'old');
});

describe('what is no target', () => {
  const refuses = (text: string, said: string) =>
    it(JSON.stringify(text), () => expect(() => parseTargetArgument(text)).toThrow(said));

  refuses('', 'NAME or TYPE/NAME');
  refuses('pod/', 'NAME or TYPE/NAME');
  refuses('/nginx1', 'NAME or TYPE/NAME');
  refuses('pod/a/b', 'NAME or TYPE/NAME');
  refuses('node/n1', 'type "node"');
  refuses('cronjob/nightly', 'type "cronjob"');
  refuses('deployment.batch/web', 'type "deployment.batch"');
  refuses('deployment.v1beta1.apps/web', 'type "deployment.v1beta1.apps"');
  refuses('pod.apps/web', 'type "pod.apps"');
  refuses('pod/..', '".."');
  refuses('pod/a%2fb', '"a%2fb"');
  refuses('two words', '"two words"');
});
