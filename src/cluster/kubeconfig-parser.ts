import path from 'node:path';
import { loadAll, YAMLException } from 'js-yaml';
import { Problem } from '../model/problem.ts';
import { FieldError, type Fields, fieldsOf } from './fields.ts';
import type {
  AuthProvider,
  ClusterEntry,
  ContextEntry,
  CredentialPlugin,
  FileOrData,
  Kubeconfig,
  UserEntry,
} from './kubeconfig.ts';

/** Reads one kubeconfig file's text. Relative paths in it become absolute: they are relative to the file they stand in. */
export function parseKubeconfig(text: string, file: string): Kubeconfig {
  try {
    const [document] = loadAll(text);
    const top = fieldsOf(document ?? {}, 'the file');
    const folder = path.dirname(path.resolve(file));
    return {
      currentContext: top.text('current-context'),
      contexts: entries(top, 'contexts', 'context', contextEntry),
      clusters: entries(top, 'clusters', 'cluster', (fields) => clusterEntry(fields, folder)),
      users: entries(top, 'users', 'user', (fields) => userEntry(fields, folder)),
    };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    throw new Problem(`The kubeconfig ${file} cannot be used: ${withoutContent(error)}.`, {
      next:
        error instanceof FieldError
          ? 'Correct that entry.'
          : `Look at it with \`kubectl config view --kubeconfig ${file}\`.`,
      cause: error,
    });
  }
}

/** Never the lines around the error, which a syntax error quotes: they may hold secrets. */
function withoutContent(error: Error): string {
  if (!(error instanceof YAMLException)) return error.message;
  return `${error.reason}${error.mark ? ` (line ${error.mark.line + 1}, column ${error.mark.column + 1})` : ''}`;
}

/** A list of `{name, KIND: {…}}`. kubectl refuses a name that occurs twice in one file; here the first one wins. */
function entries<T>(top: Fields, list: string, kind: string, read: (fields: Fields) => T): Map<string, T> {
  const named = top.list(list).map((item): [string, T] => [item.requiredText('name'), read(item.fields(kind))]);
  return new Map(named.toReversed());
}

function contextEntry(fields: Fields): ContextEntry {
  return {
    cluster: fields.text('cluster') ?? '',
    user: fields.text('user') ?? '',
    namespace: fields.text('namespace'),
  };
}

function clusterEntry(fields: Fields, folder: string): ClusterEntry {
  return {
    server: fields.text('server') ?? '',
    certificateAuthority: fileOrData(fields, 'certificate-authority', folder),
    insecureSkipTlsVerify: fields.flag('insecure-skip-tls-verify'),
    tlsServerName: fields.text('tls-server-name'),
    proxyURL: fields.text('proxy-url'),
  };
}

function userEntry(fields: Fields, folder: string): UserEntry {
  return {
    clientCertificate: fileOrData(fields, 'client-certificate', folder),
    clientKey: fileOrData(fields, 'client-key', folder),
    token: fields.text('token'),
    tokenFile: absolute(fields.text('tokenFile'), folder),
    username: fields.text('username'),
    password: fields.text('password'),
    impersonation: {
      user: fields.text('as'),
      uid: fields.text('as-uid'),
      groups: fields.texts('as-groups'),
      extra: fields.fields('as-user-extra').mapOfTexts(),
    },
    plugin: fields.has('exec') ? credentialPlugin(fields.fields('exec'), folder) : undefined,
    authProvider: fields.has('auth-provider') ? authProvider(fields.fields('auth-provider')) : undefined,
  };
}

function credentialPlugin(fields: Fields, folder: string): CredentialPlugin {
  const command = fields.requiredText('command');
  const mode = fields.text('interactiveMode');
  return {
    apiVersion: fields.requiredText('apiVersion'),
    // A bare name is looked for in PATH.
    command: command.includes(path.sep) ? path.resolve(folder, command) : command,
    args: fields.texts('args'),
    env: Object.fromEntries(fields.list('env').map((item) => [item.requiredText('name'), item.text('value') ?? ''])),
    installHint: fields.text('installHint'),
    provideClusterInfo: fields.flag('provideClusterInfo'),
    interactiveMode: mode === 'Never' || mode === 'Always' ? mode : 'IfAvailable',
  };
}

function authProvider(fields: Fields): AuthProvider {
  return { name: fields.requiredText('name'), config: fields.fields('config').textValues() };
}

function fileOrData(fields: Fields, key: string, folder: string): FileOrData {
  return { file: absolute(fields.text(key), folder), base64: fields.text(`${key}-data`) };
}

function absolute(file: string | undefined, folder: string): string | undefined {
  return file === undefined ? undefined : path.resolve(folder, file);
}
