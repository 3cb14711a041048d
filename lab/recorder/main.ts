// npm run demo:svg: writes docs/demo.svg, a real run on a separate lab, as root on Linux.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Recording } from './record.ts';
import { screensOf } from './screens.ts';
import { toSvg } from './svg.ts';

const top = new URL('../../', import.meta.url).pathname;
const size = { columns: 80, rows: 40 };

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no port is free');
  return address.port;
}

process.chdir(top);
const folder = mkdtempSync(join(tmpdir(), 'exec-doctor-svg-'));
const env: NodeJS.ProcessEnv = {
  ...process.env,
  LAB_DIR: join(folder, 'lab'),
  LAB_API_PORT: `${await freePort()}`,
  KUBECONFIG: join(folder, 'lab/kubeconfig'),
  // the runs that the plugin keeps
  XDG_CACHE_HOME: join(folder, 'cache'),
  // kubectl finds the plugin there
  PATH: `${top}dist:${top}node_modules/.bin:${process.env.PATH}`,
  TERM: 'xterm-256color',
  LC_ALL: 'C.UTF-8',
  NO_COLOR: undefined,
};
const lab = (...words: readonly [string, ...string[]]) =>
  execFileSync(join(top, 'lab', words[0]), words.slice(1), { env, stdio: ['ignore', 'ignore', 'inherit'] });

try {
  lab('up', 'embedded');
  lab('fault', 'shim-hang', 'nginx1');
  const recording = new Recording(size, env);
  await recording.run('kubectl exec nginx1 -- ls', { interruptAfterMs: 4_000 });
  const report = await recording.run('kubectl exec-doctor nginx1');
  recording.pause(9_000);
  const [fix] = /kill -CONT \d+/.exec(report) ?? [];
  if (!fix) throw new Error(`the report names no fix:\n${report}`);
  await recording.run(`lab/node ${fix}`);
  await recording.run('kubectl exec nginx1 -- echo it works');
  writeFileSync(
    join(top, 'docs/demo.svg'),
    toSvg(await screensOf(recording.outputs, size), { columns: size.columns, lastMs: 6_000 }),
  );
} finally {
  lab('down');
  rmSync(folder, { recursive: true, force: true });
}
