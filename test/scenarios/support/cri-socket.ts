import { family, lab, onNode } from './the-lab.ts';

const path = '/run/cri-dockerd.sock';

/**
 * The embedded node has no CRI. Where it is asked for, somebody listens on the socket that a docker node has.
 * @returns what takes it away again
 */
export async function criSocket(): Promise<() => Promise<void>> {
  if (family !== 'docker' || lab.mode !== 'embedded') return async () => {};
  const listen = `require('node:net').createServer().listen('${path}')`;
  const script = `rm -f ${path}; setsid "$0" -e "$1" >/dev/null 2>&1 </dev/null & echo $!; until [ -S ${path} ]; do sleep 0.1; done`;
  const pid = (await onNode(['sh', '-c', script, process.execPath, listen])).trim();
  return async () => {
    await onNode(['sh', '-c', `kill "$0"; rm -f ${path}`, pid]);
  };
}
