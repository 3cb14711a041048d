import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, vi } from 'vitest';
import { Problem } from '../../../src/model/problem.ts';
import type { NodeRecord } from '../../../src/records/record.ts';
import { runOverTransport } from '../../../src/transport/run-over-transport.ts';
import type { Transport } from '../../../src/transport/transport.ts';

// The same rules, faster.
vi.mock(import('../../../src/limits.ts'), async (original) => {
  const { limits } = await original();
  return { limits: { ...limits, scriptEndMs: 200 } };
});

const mark = '0b7e1c52-3f4a-4d6b-8c9d-2a1f0e5d4c3b';
const hello = `{"n":"${mark}","r":"hello","userland":"host","uptime":7}`;
const gate = `{"n":"${mark}","r":"gate","why":""}`;
const end = `{"n":"${mark}","r":"end","overdue":0}`;

const local: Transport = { kind: 'local', to: 'node1', program: 'sh', words: [], output: 'stream' };
const via: Transport = { kind: 'via', to: 'sh', program: 'sh', words: [], output: 'whole' };

async function runs(
  transport: Transport,
  script: string,
  whileRunning: (stop: AbortController) => void = () => undefined,
) {
  const seen: NodeRecord['r'][] = [];
  const stop = new AbortController();
  const onRecord = ({ r }: NodeRecord) => {
    seen.push(r);
    whileRunning(stop);
  };
  const followed = await runOverTransport(transport, script, { onRecord, signal: stop.signal });
  return { seen, from: followed.from };
}

it.concurrent('takes the records as they come', async () =>
  expect(await runs(local, `echo '${hello}'; echo '${gate}'; echo noise; echo '${end}'; exit 3\n`)).toEqual({
    seen: ['hello', 'gate', 'end'],
    from: 'output',
  }));

it.concurrent.each([local, via])('$kind: takes no record with another mark than the first has', async (transport) => {
  const others = [hello, gate, end].map((line) => line.replace('0b7e', 'ffff'));
  const script = [hello, ...others, gate].map((line) => `echo '${line}'\n`).join('');
  expect((await runs(transport, `${script}exit 0\n`)).seen).toEqual(['hello', 'gate']);
});

it.concurrent('ends the standard input when it is stopped, and keeps what has come', async () => {
  const waits = `echo '${hello}'; echo '${gate}'; exec sh -c 'cat >/dev/null; echo "$1"' waits '${end}'\n`;
  expect((await runs(local, waits, (stop) => stop.abort())).seen).toEqual(['hello', 'gate', 'end']);
});

it.concurrent('does not end it before', async () => {
  const started = performance.now();
  await runs(
    local,
    `echo '${hello}'; exec sh -c 'cat >/dev/null'\n`,
    (stop) => void sleep(300).then(() => stop.abort()),
  );
  expect(performance.now() - started).toBeGreaterThan(290);
});

it.concurrent.each(['stream', 'whole'] as const)(
  '%s: gives up what does not end, and what it has started',
  async (output) => {
    const started = performance.now();
    const stop = new AbortController();
    setTimeout(() => stop.abort(), 300);
    // what it starts holds its output open
    const script = `echo '${hello}'; sleep 5 & exec sh -c 'trap "" TERM; sleep 4'\n`;
    const { records } = await runOverTransport({ ...local, output }, script, {
      onRecord: () => undefined,
      signal: stop.signal,
    });
    expect(records.map(({ r }) => r)).toEqual(['hello']);
    expect(performance.now() - started).toBeLessThan(3_000);
  },
);

describe('a transport that prints all at its end', () => {
  it.concurrent.each([
    ['whole', `echo '${hello}'; echo '${end}'`, 'output', ['hello', 'end']],
    ['but the brief', `echo 'hello ${mark} host'; echo 'gate open'; echo 'end 0'`, 'gist', ['hello', 'gate', 'end']],
  ])('%s', async (_, script, from, seen) => expect(await runs(via, script)).toEqual({ seen, from }));
});

describe('what brings no records', () => {
  const fails = (what: string, transport: Transport, script: string, text: RegExp) =>
    it(what, async () => {
      const error = await runs(transport, `${script}\n`).catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(Problem);
      expect((error as Problem).text).toMatch(text);
    });

  fails('says why', local, 'echo no way >&2; exit 7', /the script ended with 7: no way\. Run it as root\./);
  fails(
    'or that nothing was said',
    via,
    'exit 0',
    /by "sh": it ended with 0 and said nothing\. The command has to run/,
  );
  const ssh: Transport = { ...local, kind: 'ssh', to: 'core@gw' };
  fails('ssh', ssh, 'echo refused >&2; exit 255', /by ssh to core@gw: it ended with 255: refused\..*--ssh-command/);
  fails('sudo', ssh, 'echo sudo: a password is required >&2; exit 1', /sudo wants a password there/);
  fails('a program that is not there', { ...local, program: '/nowhere' }, '', /could not be started/);
  const noHello = `echo '${gate}'; echo '${end}'; exit 0`;
  fails('records of nobody who said hello', local, noHello, /ended with 0 and said nothing/);
  fails('the same at the end', via, noHello, /by "sh": it ended with 0 and said nothing/);
  const noMark = `echo '${hello.replace(mark, 'x')}'; exit 0`;
  fails('a hello without a mark of ours', local, noMark, /ended with 0 and said nothing/);
});
