import { readFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { errorText, Problem } from '../../model/problem.ts';
import { type Kubeconfig, mergeKubeconfigs } from './kubeconfig.ts';
import { parseKubeconfig } from './parse-kubeconfig.ts';

/** What was read, and where it was looked for. */
export interface LoadedKubeconfig {
  readonly kubeconfig: Kubeconfig;
  readonly lookedFor: readonly string[];
}

/** kubectl's order: the flag's file alone; else the files of KUBECONFIG, merged; else ~/.kube/config. */
export function loadKubeconfig(flag: string | undefined, env: NodeJS.ProcessEnv): LoadedKubeconfig {
  if (flag) {
    const text = readIfThere(flag);
    if (text === null) {
      throw new Problem(`--kubeconfig names ${flag}, and there is no such file.`, {
        next: 'Correct the path, or leave the flag out.',
      });
    }
    return { kubeconfig: parseKubeconfig(text, flag), lookedFor: [flag] };
  }
  const lookedFor = candidates(env);
  const found = lookedFor.flatMap((file) => {
    const text = readIfThere(file);
    return text === null ? [] : [parseKubeconfig(text, file)];
  });
  return { kubeconfig: mergeKubeconfigs(found), lookedFor };
}

function candidates(env: NodeJS.ProcessEnv): readonly string[] {
  const listed = (env.KUBECONFIG ?? '').split(path.delimiter).filter(Boolean);
  if (listed.length > 0) return [...new Set(listed)];
  const home = env.HOME || env.USERPROFILE || homeOfUser();
  return home === null ? [] : [path.join(home, '.kube', 'config')];
}

/** Null where the system does not know the user, as in a container without /etc/passwd. */
function homeOfUser(): string | null {
  try {
    return os.homedir();
  } catch {
    return null;
  }
}

function readIfThere(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw new Problem(`The kubeconfig ${file} cannot be read: ${errorText(error)}.`, {
      next: `Look at its owner and mode with \`ls -l ${file}\`.`,
      cause: error,
    });
  }
}

/** Nothing says where the API server is. */
export function problemOfMissing({ lookedFor }: LoadedKubeconfig, serviceAccountFolder: string): Problem {
  const files = lookedFor.length > 0 ? lookedFor.join(', ') : '~/.kube/config, but HOME is not set';
  return new Problem('No API server is configured.', {
    why: `Looked for a kubeconfig in ${files}, and for a pod's service account in ${serviceAccountFolder}.`,
    next: 'Name a kubeconfig with --kubeconfig or KUBECONFIG.',
  });
}
