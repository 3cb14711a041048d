import path from 'node:path';
import { parseAllDocuments, type Tags, type YAMLError } from 'yaml';
import { Problem } from '../../model/problem.ts';
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
    const top = fieldsOf(firstDocument(text) ?? {}, 'the file');
    const folder = path.dirname(path.resolve(file));
    return {
      currentContext: top.text('current-context'),
      contexts: entries(top, 'contexts', 'context', contextEntry),
      clusters: entries(top, 'clusters', 'cluster', (fields) => clusterEntry(fields, folder)),
      users: entries(top, 'users', 'user', (fields) => userEntry(fields, folder)),
    };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    throw new Problem(`The kubeconfig ${file} cannot be used: ${error.message}.`, {
      next:
        error instanceof FieldError
          ? 'Correct that entry.'
          : `Look at it with \`kubectl config view --kubeconfig ${file}\`.`,
      cause: error,
    });
  }
}

/**
 * Reads YAML as kubectl does: 1.1 with merge keys, of equal keys the last one, only the first document.
 * What is wrong is told by its kind and place, never by its text: that may be a secret.
 */
function firstDocument(text: string): unknown {
  const [document] = parseAllDocuments(text, {
    version: '1.1',
    customTags: asGo,
    uniqueKeys: false,
    // a warning would be printed, and quotes the file
    logLevel: 'silent',
  });
  const [error] = document?.errors ?? [];
  if (error)
    throw new Error(`it is not YAML: ${error.code.toLowerCase().replaceAll('_', ' ')}${placeOf(error.linePos)}`);
  try {
    return document?.toJS({ maxAliasCount: mostAliases });
  } catch {
    throw new Error('an alias in it has no anchor, or there are too many aliases');
  }
}

/** Of one anchor, those inside it counted each time: more than a kubeconfig has, fewer than it takes to be a burden. */
const mostAliases = 1_000;

/** Go leaves dates, times and numbers to the base of 60 as the texts that they are. */
const asGo = (tags: Tags): Tags =>
  tags.filter(
    (tag) => typeof tag === 'string' || !(tag.tag.endsWith(':timestamp') || ('format' in tag && tag.format === 'TIME')),
  );

const placeOf = (position: YAMLError['linePos']): string =>
  position ? ` (line ${position[0].line}, column ${position[0].col})` : '';

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
