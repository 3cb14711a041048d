import { describe, expect, it } from 'vitest';
import { connect } from '../../../../src/cluster/cluster.ts';
import { inCluster } from '../../../../src/cluster/kubeconfig/in-cluster.ts';
import { nowhere } from '../../../nowhere.ts';
import { paragraphOf } from '../kubeconfigs.ts';
import { temporaryFolder } from '../temporary-folder.ts';

const pod = { KUBERNETES_SERVICE_HOST: '10.0.0.1', KUBERNETES_SERVICE_PORT: '443', HOME: nowhere };

function found(env: NodeJS.ProcessEnv, files: Record<string, string>) {
  using folder = temporaryFolder();
  for (const [name, text] of Object.entries(files)) folder.write(name, text);
  return inCluster(env, folder.path);
}

describe('in a pod', () => {
  it('the service account', () =>
    expect(found(pod, { token: 't', namespace: 'web\n', 'ca.crt': 'CA' })).toMatchObject({
      context: null,
      namespace: 'web',
      cluster: { server: 'https://10.0.0.1:443', certificateAuthority: { file: expect.stringMatching('/ca.crt$') } },
      user: { tokenFile: expect.stringMatching('/token$') },
    }));
  it('POD_NAMESPACE wins', () =>
    expect(found({ ...pod, POD_NAMESPACE: 'mine' }, { token: 't', namespace: 'web' })?.namespace).toBe('mine'));
  it('without a namespace', () => expect(found(pod, { token: 't' })?.namespace).toBe('default'));
  it('an IPv6 address', () =>
    expect(found({ ...pod, KUBERNETES_SERVICE_HOST: 'fd00::1' }, { token: 't' })?.cluster.server).toBe(
      'https://[fd00::1]:443',
    ));
});

describe('not in a pod', () => {
  it('no token', () => expect(found(pod, {})).toBeNull());
  it('no address', () => expect(found({}, { token: 't' })).toBeNull());
});

describe('nothing at all', () => {
  it('says what was looked for', async () => {
    const machine = { serviceAccountFolder: `${nowhere}/serviceaccount`, interactive: false };
    const text = await paragraphOf(connect({ asGroup: [] }, { HOME: nowhere }, {}, machine));
    const named = `${nowhere}/\\.kube/config.*${nowhere}/serviceaccount`;
    expect(text).toMatch(new RegExp(`No API server.*${named}.*--kubeconfig`));
  });
  it('in a pod, it is enough to have none', async () => {
    using folder = temporaryFolder();
    folder.write('token', 't');
    const machine = { serviceAccountFolder: folder.path, interactive: false };
    const cluster = await connect({ asGroup: [] }, pod, {}, machine);
    expect([cluster.server, cluster.context]).toEqual(['https://10.0.0.1', null]);
  });
});
