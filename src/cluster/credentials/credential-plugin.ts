import { execa, type Result } from 'execa';
import * as z from 'zod/mini';
import { limits } from '../../limits.ts';
import { clean } from '../../model/clean-text.ts';
import { Problem } from '../../model/problem.ts';
import type { Destination } from '../kubeconfig/destination.ts';
import { type ClusterEntry, type CredentialPlugin, textOf } from '../kubeconfig/kubeconfig.ts';
import { CappedOutput } from '../request/bounded.ts';

/** Where a credential plugin runs. */
export interface PluginEnvironment {
  readonly env: NodeJS.ProcessEnv;
  /** It may ask its user: only on a terminal. */
  readonly interactive: boolean;
  /** Ends it. */
  readonly signal?: AbortSignal;
  /** Hears that it takes its time. */
  readonly tell?: (text: string) => void;
}

/** What a plugin answered. */
export interface PluginCredential {
  readonly token: string | undefined;
  readonly clientCertificate: string | undefined;
  readonly clientKey: string | undefined;
  /** Infinity where it does not say. */
  readonly expiresAtMs: number;
}

/** Runs the user's exec-credential plugin by the protocol of client.authentication.k8s.io. */
export async function runCredentialPlugin(
  { user: { plugin }, userName, cluster }: Destination,
  environment: PluginEnvironment,
  times: Times = { wordMs: limits.credentialPluginWordMs, endMs: limits.credentialPluginMs },
): Promise<PluginCredential> {
  if (!plugin) return { token: undefined, clientCertificate: undefined, clientKey: undefined, expiresAtMs: never };
  const asks = plugin.interactiveMode !== 'Never' && environment.interactive;
  if (plugin.interactiveMode === 'Always' && !asks) {
    throw new Problem(`The credential plugin \`${plugin.command}\` of user "${userName}" needs a terminal.`, {
      why: 'The kubeconfig says interactiveMode: Always, and standard input is not a terminal.',
      next: 'Run this command on a terminal.',
    });
  }
  const request = {
    kind: 'ExecCredential',
    apiVersion: plugin.apiVersion,
    spec: { interactive: asks, ...(plugin.provideClusterInfo ? { cluster: clusterFacts(cluster) } : {}) },
  };
  const env = { ...environment.env, ...plugin.env, KUBERNETES_EXEC_INFO: JSON.stringify(request) };
  const stdout = await inTime(plugin, { ...environment, interactive: asks }, times, (end) =>
    run(plugin, env, { asks, end }),
  );
  return parseAnswer(stdout, plugin);
}

const never = Number.POSITIVE_INFINITY;

/** How long a plugin may take before somebody hears of it, and before it is ended. */
interface Times {
  readonly wordMs: number;
  readonly endMs: number;
}

/** Whom it asks, it may wait for; otherwise it has a limit, for kubectl sets none. */
async function inTime(
  plugin: CredentialPlugin,
  { interactive, signal, tell }: PluginEnvironment,
  { wordMs, endMs }: Times,
  work: (end: AbortSignal) => Promise<string>,
): Promise<string> {
  const tooLong = new Problem(`The credential plugin \`${plugin.command}\` gave no answer in ${endMs / 1000} s.`, {
    why: 'It waits for a service, a network or somebody who would log in. kubectl runs it too, and would wait with it.',
    next: 'Run the plugin by itself to see what it waits for, or name another user with --user.',
  });
  const clock = new AbortController();
  const end = AbortSignal.any([clock.signal, ...(signal ? [signal] : [])]);
  const word = setTimeout(() => tell?.(`waiting for the credential plugin ${plugin.command}`), wordMs);
  const timer = interactive ? undefined : setTimeout(() => clock.abort(tooLong), endMs);
  try {
    return await work(end);
  } finally {
    clearTimeout(word);
    clearTimeout(timer);
  }
}

async function run(
  plugin: CredentialPlugin,
  env: NodeJS.ProcessEnv,
  { asks, end }: { readonly asks: boolean; readonly end: AbortSignal },
): Promise<string> {
  end.throwIfAborted();
  const child = start(plugin, env, asks);
  const stderr = new CappedOutput();
  child.stderr.on('data', (chunk: Buffer) => {
    // execa would end a plugin that says more than is kept, and one may say much
    stderr.add(chunk);
    // Its user has to see what it asks.
    if (asks) process.stderr.write(chunk);
  });
  // it has printed too much, and another may hold stderr open
  child.stdout.once('close', () => child.stdout.readableEnded || letGo(child));
  const { promise: givenUp, reject: giveUp } = Promise.withResolvers<never>();
  let killed: NodeJS.Timeout | undefined;
  const onEnd = () => {
    letGo(child);
    // by then it was killed, and what cannot be killed is not waited for
    killed = setTimeout(() => giveUp(end.reason), limits.credentialPluginKillMs);
  };
  end.addEventListener('abort', onEnd, { once: true });
  const ending = await Promise.race([child, givenUp]);
  end.removeEventListener('abort', onEnd);
  clearTimeout(killed);
  end.throwIfAborted();
  if (ending.isMaxBuffer) throw tooMuch(plugin);
  if (ending.exitCode === 0) return Buffer.from(ending.stdout).toString();
  throw ending.exitCode === undefined && ending.signal === undefined
    ? notStarted(plugin, ending)
    : unwilling(plugin, ending, quoted(stderr.bytes()));
}

/** Whoever asks has to be in the terminal's own group, and is asked to end before it is killed; others end with all that they started. */
const start = (plugin: CredentialPlugin, env: NodeJS.ProcessEnv, asks: boolean) =>
  execa(plugin.command, plugin.args, {
    env,
    extendEnv: false,
    stdin: asks ? 'inherit' : 'ignore',
    encoding: 'buffer',
    buffer: { stderr: false },
    maxBuffer: limits.pluginOutputBytes,
    reject: false,
    killDescendants: !asks,
    killSignal: asks ? 'SIGTERM' : 'SIGKILL',
    forceKillAfterDelay: limits.credentialPluginKillMs,
  });

/** Nothing of it holds us: not one that does not want to end, nor another to which it has left its output. */
function letGo(child: ReturnType<typeof start>): void {
  child.kill();
  for (const output of [child.stdout, child.stderr]) output.destroy();
  child.nodeChildProcess.unref();
}

function unwilling(
  plugin: CredentialPlugin,
  { exitCode, signal }: Pick<Result, 'exitCode' | 'signal'>,
  said: string,
): Problem {
  const ending = signal ? `was ended by ${signal}` : `ended with exit code ${exitCode}`;
  return new Problem(
    `The credential plugin \`${plugin.command}\` ${ending}${said ? `: ${said}` : ', and said nothing.'}`,
    { next: 'Log in again as that plugin requires, and see whether `kubectl get --raw /version` works.' },
  );
}

/** What it says, for a sentence on a terminal. */
function quoted(text: string | Uint8Array): string {
  const cleaned = clean(text).trim();
  const cut = cleaned.slice(0, limits.credentialPluginChars).toWellFormed();
  return cut.length < cleaned.length ? `${cut}…` : cut;
}

const tooMuch = (plugin: CredentialPlugin) =>
  new Problem(`The credential plugin \`${plugin.command}\` printed more than ${limits.pluginOutputBytes} bytes.`, {
    why: 'A token or a certificate is shorter.',
    next: 'Run the plugin by itself to see what it prints.',
  });

function notStarted(
  plugin: CredentialPlugin,
  { code, originalMessage, cause }: Pick<Result, 'code' | 'originalMessage' | 'cause'>,
): Problem {
  const missing = code === 'ENOENT';
  return new Problem(`The credential plugin \`${plugin.command}\` could not be started: ${originalMessage}.`, {
    ...(missing ? { why: 'The kubeconfig names it, and it is not installed, or not in PATH.' } : {}),
    next: plugin.installHint?.trim() ?? 'Install it, or name another user with --user.',
    cause,
  });
}

function parseAnswer(stdout: string, plugin: CredentialPlugin): PluginCredential {
  try {
    const { apiVersion, status } = shaped(JSON.parse(stdout));
    if (apiVersion !== plugin.apiVersion) {
      throw new Error(`it answered in ${quoted(apiVersion)}, and the kubeconfig says ${plugin.apiVersion}`);
    }
    const credential = {
      token: status?.token || undefined,
      clientCertificate: status?.clientCertificateData || undefined,
      clientKey: status?.clientKeyData || undefined,
      expiresAtMs: timeOf(status?.expirationTimestamp || undefined),
    };
    if (credential.token ?? (credential.clientCertificate && credential.clientKey)) return credential;
    throw new Error('it holds neither a token nor a certificate with its key');
  } catch (error) {
    throw new Problem(`The answer of the credential plugin \`${plugin.command}\` cannot be used: ${reasonOf(error)}.`, {
      next: 'Run the plugin by itself to see what it prints.',
      // the parser's quotes what it read, and -v 9 would show that
      ...(error instanceof SyntaxError ? {} : { cause: error }),
    });
  }
}

const answerSchema = z.object({
  apiVersion: z.string().check(z.minLength(1)),
  status: z.nullish(
    z.object({
      token: z.nullish(z.string()),
      clientCertificateData: z.nullish(z.string()),
      clientKeyData: z.nullish(z.string()),
      expirationTimestamp: z.nullish(z.string()),
    }),
  ),
});

/** What is wrong is told by its place, never by its value, which may be secret. */
function shaped(answer: unknown): z.output<typeof answerSchema> {
  const { data, error } = z.safeParse(answerSchema, answer);
  if (data) return data;
  const place = error.issues[0]?.path.join('.');
  throw new Error(`${place ? `its ${place}` : 'it'} is missing, or not what the protocol says`);
}

function timeOf(text: string | undefined): number {
  const time = text === undefined ? never : Date.parse(text);
  if (Number.isNaN(time)) throw new Error('its expirationTimestamp is no time');
  return time;
}

function reasonOf(error: unknown): string {
  // The parser's own message would quote the output, which is secret.
  if (error instanceof SyntaxError) return 'it is not JSON';
  return error instanceof Error ? error.message : String(error);
}

function clusterFacts(cluster: ClusterEntry): Record<string, unknown> {
  const certificateAuthority = textOf(cluster.certificateAuthority, 'certificate authority');
  return {
    server: cluster.server,
    'tls-server-name': cluster.tlsServerName,
    'insecure-skip-tls-verify': cluster.insecureSkipTlsVerify,
    'proxy-url': cluster.proxyURL,
    'certificate-authority-data': certificateAuthority && Buffer.from(certificateAuthority).toString('base64'),
  };
}
