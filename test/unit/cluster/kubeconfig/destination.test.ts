import { describe, expect, it } from 'vitest';
import {
  type ConnectionFlags,
  chooseDestination,
  overrideDestination,
} from '../../../../src/cluster/kubeconfig/destination.ts';
import { parseKubeconfig } from '../../../../src/cluster/kubeconfig/parse-kubeconfig.ts';
import { Problem } from '../../../../src/model/problem.ts';

const twoContexts = `
current-context: dev
contexts:
- {name: dev, context: {cluster: dev, user: jane, namespace: web}}
- {name: prod, context: {cluster: prod, user: admin}}
- {name: torn, context: {cluster: gone, user: jane}}
- {name: nobody, context: {cluster: dev, user: gone}}
- {name: anonymous, context: {cluster: dev}}
clusters:
- {name: dev, cluster: {server: "https://dev:6443", certificate-authority-data: Q0E=, tls-server-name: dev.internal}}
- {name: prod, cluster: {server: "https://prod:6443", insecure-skip-tls-verify: true}}
users:
- {name: jane, user: {token: of-jane, as: root, as-groups: [kept]}}
- {name: admin, user: {username: admin, password: pw, client-certificate: a.crt, client-key: a.key}}
`;

function choose(flags: Partial<ConnectionFlags>, text = twoContexts) {
  const loaded = { kubeconfig: parseKubeconfig(text, '/k/config'), lookedFor: ['/k/config'] };
  const all = { asGroup: [], ...flags };
  const chosen = chooseDestination(loaded, all);
  return chosen && overrideDestination(chosen, all);
}

/** What the user reads instead. */
function complaint(flags: Partial<ConnectionFlags>, text?: string): string {
  try {
    choose(flags, text);
    return '';
  } catch (error) {
    return error instanceof Problem ? error.text : String(error);
  }
}

describe('the context', () => {
  it('the current one', () =>
    expect(choose({})).toMatchObject({
      context: 'dev',
      namespace: 'web',
      cluster: { server: 'https://dev:6443' },
      user: { token: 'of-jane' },
    }));
  it('--context', () =>
    expect(choose({ context: 'prod' })).toMatchObject({
      context: 'prod',
      namespace: 'default',
      cluster: { server: 'https://prod:6443' },
      user: { username: 'admin' },
    }));
  it('--cluster and --user over it', () =>
    expect(choose({ cluster: 'prod', user: 'admin' })).toMatchObject({
      context: 'dev',
      namespace: 'web',
      cluster: { server: 'https://prod:6443' },
      user: { username: 'admin' },
    }));
  it('a context without a user', () => expect(choose({ context: 'anonymous' })?.user.token).toBeUndefined());
  it('an empty kubeconfig chooses nothing', () => expect(choose({}, '')).toBeNull());
  it('--server alone is enough', () =>
    expect(choose({ server: 'http://127.0.0.1:8001' }, '')).toMatchObject({
      context: null,
      namespace: 'default',
      cluster: { server: 'http://127.0.0.1:8001' },
    }));
});

describe('flags over entries', () => {
  it('--server, and the name in its certificate is no longer the kubeconfig’s', () =>
    expect(choose({ server: 'https://other' })?.cluster).toMatchObject({
      server: 'https://other',
      tlsServerName: undefined,
      certificateAuthority: { base64: 'Q0E=' },
    }));
  it('--insecure-skip-tls-verify', () =>
    expect(choose({ insecureSkipTlsVerify: true })?.cluster).toMatchObject({
      insecureSkipTlsVerify: true,
      certificateAuthority: { base64: undefined },
    }));
  it('--insecure-skip-tls-verify=false takes nothing back, as with kubectl', () =>
    expect(choose({ context: 'prod', insecureSkipTlsVerify: false })?.cluster.insecureSkipTlsVerify).toBe(true));
  it('--server keeps what the kubeconfig says of certificates', () =>
    expect(choose({ context: 'prod', server: 'https://x' })?.cluster.insecureSkipTlsVerify).toBe(true));
  it('--token replaces the password, not the certificate', () =>
    expect(choose({ context: 'prod', token: 'mine' })?.user).toMatchObject({
      token: 'mine',
      username: undefined,
      password: undefined,
      clientCertificate: { file: '/k/a.crt' },
    }));
  it('--as', () => expect(choose({ as: 'max' })?.user.impersonation).toMatchObject({ user: 'max', groups: ['kept'] }));
  it('--as-group', () =>
    expect(choose({ as: 'max', asGroup: ['a', 'b'] })?.user.impersonation.groups).toEqual(['a', 'b']));
  it('--token keeps whom to act as', () =>
    expect(choose({ token: 'mine' })?.user.impersonation).toMatchObject({ user: 'root', groups: ['kept'] }));
});

describe('what does not exist is refused, with what does', () => {
  const says =
    (flags: Partial<ConnectionFlags>, ...parts: string[]) =>
    () => {
      for (const part of parts) expect(complaint(flags)).toContain(part);
    };
  it(
    '--context',
    says({ context: 'nope' }, 'no context named "nope"', '/k/config: anonymous, dev, nobody, prod, torn.', '--context'),
  );
  it('--cluster', says({ cluster: 'nope' }, 'no cluster named "nope"', 'dev, prod.'));
  it('--user', says({ user: 'nope' }, 'no user named "nope"', 'admin, jane.'));
  it('the cluster that a context names', says({ context: 'torn' }, 'no cluster named "gone"', 'dev, prod.'));
  it('the user that a context names', says({ context: 'nobody' }, 'no user named "gone"', 'admin, jane.'));
  it('a context of an empty kubeconfig', () =>
    expect(complaint({ context: 'nope' }, '')).toContain('Known contexts in /k/config: none.'));
  it('no current context', () =>
    expect(complaint({}, twoContexts.replace('current-context: dev', ''))).toMatch(
      /names no current context.*dev, nobody, prod.*--context/,
    ));
  it('a namespace that can be none', () =>
    expect(complaint({}, twoContexts.replace('namespace: web', 'namespace: "--x"'))).toMatch(
      /^The context "dev" names a namespace that can be none: "--x"/,
    ));
  it('--as-group without --as', says({ context: 'prod', asGroup: ['a'] }, 'no user to act as', '--as NAME'));
});
