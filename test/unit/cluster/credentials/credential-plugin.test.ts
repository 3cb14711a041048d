import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { runCredentialPlugin } from '../../../../src/cluster/credentials/credential-plugin.ts';
import { chooseDestination, type Destination } from '../../../../src/cluster/kubeconfig/destination.ts';
import { loadKubeconfig } from '../../../../src/cluster/kubeconfig/load-kubeconfig.ts';
import { Problem } from '../../../../src/model/problem.ts';
import { nowhere } from '../../../nowhere.ts';
import { connectTo, kubeconfigOf, paragraphOf } from '../kubeconfigs.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { certificate, certificateData, json, startServer } from '../test-server.ts';

const apiVersion = 'client.authentication.k8s.io/v1';
const answerOf = (status: Record<string, string>, version = apiVersion) =>
  `console.log(${JSON.stringify(JSON.stringify({ apiVersion: version, kind: 'ExecCredential', status }))})`;

/** Connects with a plugin whose program is this, and returns the request that the API server got. */
async function seenWith(source: string, plugin: Record<string, unknown> = {}) {
  await using server = await startServer(json({}), 'https');
  const cluster = await connectWith(server.url, source, plugin);
  await cluster.get('/version');
  return server.seen[0];
}

async function connectWith(server: string, source: string, plugin: Record<string, unknown> = {}) {
  using folder = temporaryFolder();
  const command = folder.program('login', source);
  return await connectTo(server, { user: { exec: { apiVersion, command, interactiveMode: 'Never', ...plugin } } });
}

describe('a plugin gives', () => {
  it('a token', async () =>
    expect((await seenWith(answerOf({ token: 'of-plugin' })))?.headers.authorization).toBe('Bearer of-plugin'));
  it('a client certificate', async () =>
    expect(
      (
        await seenWith(
          answerOf({
            clientCertificateData: certificate('client.crt'),
            clientKeyData: certificate('client.key'),
          }),
        )
      )?.clientName,
    ).toBe('jane'));
});

it('a plugin may say much on stderr, and is heard all the same', async () =>
  expect(
    (await seenWith(`process.stderr.write('x'.repeat(3_000_000), () => ${answerOf({ token: 'late' })})`))?.headers
      .authorization,
  ).toBe('Bearer late'));

describe('a plugin is told', () => {
  const told = async (expression: string, plugin: Record<string, unknown>) => {
    const status = `{token: Buffer.from(JSON.stringify(${expression}) ?? 'undefined').toString('base64url')}`;
    const source = `console.log(JSON.stringify({apiVersion: ${JSON.stringify(apiVersion)}, status: ${status}}))`;
    const token = (await seenWith(source, plugin))?.headers.authorization?.replace('Bearer ', '') ?? '';
    const parsed: unknown = JSON.parse(Buffer.from(token, 'base64url').toString());
    return parsed;
  };
  const request = 'JSON.parse(process.env.KUBERNETES_EXEC_INFO)';

  it('its arguments, as they stand', async () =>
    expect(await told('process.argv.slice(2)', { args: ['a b', '$(id)'] })).toEqual(['a b', '$(id)']));
  it('its environment', async () =>
    expect(await told('process.env.REGION', { env: [{ name: 'REGION', value: 'eu' }] })).toBe('eu'));
  it('what is asked of it', async () =>
    expect(await told(request, {})).toEqual({ kind: 'ExecCredential', apiVersion, spec: { interactive: false } }));
  it('the cluster, where it wants to know', async () =>
    expect(await told(request, { provideClusterInfo: true })).toMatchObject({
      spec: {
        cluster: {
          server: expect.stringMatching(/^https:\/\/127/),
          'certificate-authority-data': expect.stringMatching(/^LS0t/),
        },
      },
    }));
});

describe('a plugin that fails', () => {
  const says =
    (source: string, expected: RegExp, plugin: Record<string, unknown> = {}) =>
    async () =>
      expect(await paragraphOf(connectWith('https://api.test', source, plugin))).toMatch(expected);

  it(
    'its own message is shown',
    says(
      'console.error("session expired, run: login"); process.exit(3)',
      /login` ended with exit code 3: session expired, run: login/,
    ),
  );
  it(
    'its own message is shown without what a terminal would obey',
    says('console.error("\\x1b]0;PWN\\x07\\x1b[31mevil"); process.exit(1)', /ended with exit code 1: evil(?!.*PWN)/),
  );
  it(
    'its own message is shown, but not without end',
    says('console.error("x".repeat(30_000)); process.exit(1)', /exit code 1: x{2000}…/),
  );
  it('it says nothing', says('process.exit(1)', /exit code 1, and said nothing/));
  it('it is killed', says('process.kill(process.pid, "SIGKILL")', /was ended by SIGKILL/));
  it(
    'it is not installed',
    says('', /could not be started.*not installed.*Install it with: apt install login/, {
      command: `${nowhere}/login`,
      installHint: 'Install it with: apt install login',
    }),
  );
  it('it is not installed, and nobody says how', says('', /not installed.*--user/, { command: 'no-such-login' }));
  it('it prints no JSON, which may be secret', says('console.log("t0ken")', /cannot be used: it is not JSON\. /));
  it('and not by the cause of the problem either, which -v 9 prints', async () => {
    const error = await connectWith('https://api.test', 'console.log("t0ken")').then(
      () => null,
      (thrown: unknown) => thrown,
    );
    expect(error).toBeInstanceOf(Problem);
    expect(error instanceof Problem && String(error.more.cause ?? '')).not.toContain('t0ken');
  });
  it.each([
    ['[]', 'it is missing, or not what the protocol says'],
    ['{}', 'its apiVersion is missing'],
    ['{"apiVersion": 12}', 'its apiVersion is missing, or not what'],
    [`{"apiVersion": "${apiVersion}", "status": "t0ken"}`, 'its status is missing, or not what'],
    [`{"apiVersion": "${apiVersion}", "status": {"token": 4711}}`, 'its status.token is missing, or not what'],
  ])('it prints another object: %s', async (printed, reason) => {
    const told = await paragraphOf(connectWith('https://api.test', `console.log(${JSON.stringify(printed)})`));
    expect(told).toContain(`cannot be used: ${reason}`);
    expect(told).not.toMatch(/t0ken|4711/);
  });
  it('it prints neither token nor certificate', says(answerOf({}), /neither a token nor a certificate with its key/));
  it('a certificate without its key', says(answerOf({ clientCertificateData: 'x' }), /neither a token/));
  it(
    'another version of the protocol',
    says(
      answerOf({ token: 't' }, 'client.authentication.k8s.io/v1alpha1'),
      /answered in .*v1alpha1, and the kubeconfig says .*v1/,
    ),
  );
  it('it needs a terminal', says('', /needs a terminal.*Always/, { interactiveMode: 'Always' }));
});

const waits = 'setInterval(() => {}, 1000)';

function destination(
  source: string,
  folder: ReturnType<typeof temporaryFolder>,
  interactiveMode: 'Never' | 'IfAvailable' = 'Never',
): Destination {
  const exec = { apiVersion, command: folder.program('login', source), interactiveMode };
  const kubeconfig = folder.write('config', kubeconfigOf('https://api.test', { user: { exec } }));
  const chosen = chooseDestination(loadKubeconfig(kubeconfig, {}), { asGroup: [] });
  if (!chosen) throw new Error('no destination');
  return chosen;
}

describe('a plugin that does not answer', () => {
  it('is told, and ended when its time is up', async () => {
    using folder = temporaryFolder();
    const told: string[] = [];
    const environment = { env: {}, interactive: false, tell: (text: string) => told.push(text) };
    const answer = runCredentialPlugin(destination(waits, folder), environment, { wordMs: 1, endMs: 50 });
    expect(await paragraphOf(answer)).toMatch(/login` gave no answer in 0\.05 s\. It waits for/);
    expect(told).toEqual([expect.stringMatching(/^waiting for the credential plugin .*login$/)]);
  });
  it('is waited for where it asks its user, until that one cancels', async () => {
    using folder = temporaryFolder();
    const cancel = new AbortController();
    const environment = { env: {}, interactive: true, signal: cancel.signal };
    const answer = runCredentialPlugin(destination(waits, folder, 'IfAvailable'), environment, {
      wordMs: 1,
      endMs: 10,
    });
    setTimeout(() => cancel.abort(new Error('cancelled')), 60);
    await expect(answer).rejects.toThrow('cancelled');
  });
});

describe('a plugin that does not want to end', () => {
  const pidIn = (file: string) => Number(readFileSync(file, 'utf8'));
  const lives = (pid: number) => {
    try {
      return process.kill(pid, 0);
    } catch {
      return false;
    }
  };
  const pipes = () => process.getActiveResourcesInfo().filter((name) => name === 'PipeWrap').length;

  it.each(['Never', 'IfAvailable'] as const)('is killed: %s', async (interactiveMode) => {
    using folder = temporaryFolder();
    const pidFile = `${folder.path}/pid`;
    const ignores = `process.on('SIGTERM', () => {}); require('node:fs').writeFileSync(${JSON.stringify(pidFile)}, String(process.pid)); ${waits}`;
    const cancel = new AbortController();
    const environment = { env: {}, interactive: true, signal: cancel.signal };
    const answer = runCredentialPlugin(destination(ignores, folder, interactiveMode), environment);
    const ending = expect(answer).rejects.toThrow('cancelled');
    await expect.poll(() => existsSync(pidFile) && pidIn(pidFile) > 0, { timeout: 5_000 }).toBe(true);
    expect(lives(pidIn(pidFile))).toBe(true);
    cancel.abort(new Error('cancelled'));
    await ending;
    await expect.poll(() => lives(pidIn(pidFile))).toBe(false);
  });
  it.each(['Never', 'IfAvailable'] as const)('and has left its output to another: %s', async (interactiveMode) => {
    using folder = temporaryFolder();
    const pidFile = `${folder.path}/pid`;
    const leaves = `
      const { pid } = require('node:child_process').spawn('sleep', ['60'], { detached: true, stdio: 'inherit' }).on('spawn', () => process.exit(0));
      require('node:fs').writeFileSync(${JSON.stringify(pidFile)}, String(pid));`;
    const before = pipes();
    const cancel = new AbortController();
    const environment = { env: {}, interactive: true, signal: cancel.signal };
    const answer = runCredentialPlugin(destination(leaves, folder, interactiveMode), environment);
    const ending = expect(answer).rejects.toThrow('cancelled');
    await expect.poll(() => existsSync(pidFile) && pidIn(pidFile) > 0, { timeout: 5_000 }).toBe(true);
    expect(pipes()).toBeGreaterThan(before);
    cancel.abort(new Error('cancelled'));
    await ending;
    try {
      await expect.poll(pipes).toBe(before);
    } finally {
      process.kill(pidIn(pidFile));
    }
  });
});

describe('a plugin that prints without end', () => {
  it.each(['Never', 'IfAvailable'] as const)(
    'is ended, though another has its stderr: %s',
    async (interactiveMode) => {
      using folder = temporaryFolder();
      const pidFile = `${folder.path}/pid`;
      const printsOn = `
      const { pid } = require('node:child_process').spawn('sleep', ['60'], { detached: true, stdio: ['ignore', 'ignore', 'inherit'] });
      require('node:fs').writeFileSync(${JSON.stringify(pidFile)}, String(pid));
      (function more() { process.stdout.write('x'.repeat(65_536), more); })();`;
      const answer = runCredentialPlugin(destination(printsOn, folder, interactiveMode), {
        env: {},
        interactive: true,
      });
      try {
        expect(await paragraphOf(answer)).toMatch(/login` printed more than 1048576 bytes/);
      } finally {
        process.kill(Number(readFileSync(pidFile, 'utf8')));
      }
    },
    10_000,
  );
});

describe('a plugin is not run', () => {
  const seen = async (user: Record<string, unknown>, flags = {}) => {
    await using server = await startServer(json({}), 'https');
    const exec = { apiVersion, command: `${nowhere}/login` };
    await (await connectTo(server.url, { user: { exec, ...user }, flags })).get('/');
    return server.seen[0]?.headers.authorization;
  };
  it('where --token is given', async () => expect(await seen({}, { token: 'mine' })).toBe('Bearer mine'));
  it('where the kubeconfig has a password', async () =>
    expect(await seen({ username: 'jane', password: 'pw' })).toMatch('Basic '));
  it('where the kubeconfig has a certificate', async () =>
    expect(
      await seen({
        'client-certificate-data': certificateData('client.crt'),
        'client-key-data': certificateData('client.key'),
      }),
    ).toBeUndefined());
  it('where the kubeconfig has a token', async () => expect(await seen({ token: 'abc' })).toBe('Bearer abc'));
});
