import { describe, expect, it } from 'vitest';
import { type Attempt, type ExecClient, firstThatCan } from '../../../src/kubectl-probe/exec-client.ts';
import {
  askTarget,
  type KubectlProbeOptions,
  probeThroughApiServer,
} from '../../../src/kubectl-probe/kubectl-probe.ts';

const echoWord = '61735448b25aefaf9d82d73f';
const missing = `/exec-doctor-${echoWord}-cannot-exist`;
const said = (output: string, exitCode: number | null = 0, stdout = ''): Attempt => ({
  end: 'answered',
  exitCode,
  output,
  stdout,
  durationMs: 7,
});
const hang: Attempt = { end: 'hang', durationMs: 10_000 };

/** A client that gives these answers, one after the other. */
function answering(...answers: Attempt[]) {
  const asked: string[][] = [];
  const client: ExecClient = {
    describe: ({ name }, command) => ['kubectl', 'exec', name, '--', ...command],
    run: async (_container, command) => {
      asked.push([...command]);
      return answers.shift() ?? said('', 1);
    },
  };
  return { client, asked };
}

const probe = (
  client: ExecClient,
  asks: Pick<KubectlProbeOptions, 'subject' | 'command' | 'echoWord'> = askTarget(echoWord),
) =>
  probeThroughApiServer(client, {
    ...asks,
    container: { namespace: 'shop', name: 'nginx1', container: 'nginx' },
    timeoutMs: 10_000,
    signal: new AbortController().signal,
  });

const noEcho = said('OCI runtime exec failed: exec: "/bin/echo": stat /bin/echo: no such file or directory', 126);
const mayNot = said('OCI runtime exec failed: exec failed: eaccess /bin/echo: permission denied: unknown', 126);
const noSuchPath = said(`OCI runtime exec failed: exec: "${missing}": no such file or directory`, 126);

describe('what counts as an answer', () => {
  it.each<[string, Attempt[], object]>([
    [
      'the word and exit code 0',
      [said(`${echoWord}\n`)],
      { outcome: { kind: 'ok', method: 'echo', durationMs: 7 }, flaky: false },
    ],
    [
      'the word beside a banner, of which standard output tells',
      [said(`welcome\n${echoWord}\n`, 0, `welcome\n${echoWord}\n`)],
      { outcome: { kind: 'ok', more: 'welcome' } },
    ],
    ['the word behind a warning', [said(`Defaulted container\r\n${echoWord}\r\n`)], { outcome: { kind: 'ok' } }],
    [
      'not exit code 0 alone',
      [said(''), said('')],
      { outcome: { kind: 'error', exitCode: 0, text: '' }, flaky: false },
    ],
    [
      'not the word with another exit code',
      [said(echoWord, 1), said(echoWord, 1)],
      { outcome: { kind: 'error', exitCode: 1 } },
    ],
    [
      'not the word inside a line',
      [said(`echo ${echoWord}`), said(`echo ${echoWord}`)],
      { outcome: { kind: 'error' } },
    ],
    ['not a signal', [said(echoWord, null), said(echoWord, null)], { outcome: { kind: 'error', exitCode: null } }],
    [
      'not what has no end',
      Array.from({ length: 2 }, () => ({ end: 'endless' as const, output: `${echoWord}\n`, durationMs: 7 })),
      { outcome: { kind: 'error', exitCode: null, endless: true } },
    ],
    ['not silence', [hang], { outcome: { kind: 'hang', durationMs: 10_000 }, flaky: false }],
    [
      'a complaint about the path that cannot exist',
      [noEcho, noSuchPath],
      { outcome: { kind: 'ok', method: 'missing-path' }, flaky: false },
    ],
    [
      'not one that /bin/echo may not be executed: it is there, and the path that cannot exist would hide that',
      [mayNot, mayNot],
      { outcome: { kind: 'error', exitCode: 126 }, flaky: false },
    ],
    ['not one about /bin/echo', [noEcho, noEcho, noEcho, noEcho], { outcome: { kind: 'error' } }],
    [
      'not a client that is not there',
      [{ end: 'not-tried', reason: 'no kubectl' }],
      { outcome: { kind: 'skipped', reason: 'no kubectl' } },
    ],
  ])('%s', async (_, answers, expected) => expect(await probe(answering(...answers).client)).toMatchObject(expected));
});

describe('a failure counts only if it repeats', () => {
  const no = said('no', 1);
  it.each<[string, Attempt[], number, object]>([
    ['twice the same', [no, no], 2, { outcome: { kind: 'error' }, flaky: false }],
    [
      'then it works, and what it said at first is kept',
      [no, said(echoWord)],
      2,
      { outcome: { kind: 'ok' }, flaky: true, atFirst: { kind: 'error', exitCode: 1, text: 'no' } },
    ],
    ['then it hangs', [no, hang], 2, { outcome: { kind: 'hang' }, flaky: true }],
    ['a hang is not tried again', [hang, said(echoWord)], 1, { outcome: { kind: 'hang' } }],
    ['an answer is not tried again', [said(echoWord), no], 1, { outcome: { kind: 'ok' } }],
  ])('%s', async (_, answers, times, expected) => {
    const { client, asked } = answering(...answers);
    expect(await probe(client)).toMatchObject(expected);
    expect(asked).toHaveLength(times);
  });
});

it('escape sequences do not come through', async () =>
  expect(
    (await probe(answering(said('\u001b[31mno\u001b]0;x\u0007', 1), said('\u001b[31mno', 1)).client)).outcome,
  ).toMatchObject({ text: 'no' }));

describe('what is run', () => {
  it('in the target: echo, without a shell', async () => {
    const { client, asked } = answering(said(echoWord));
    expect((await probe(client)).command).toEqual(['kubectl', 'exec', 'nginx1', '--', '/bin/echo', echoWord]);
    expect(asked).toEqual([['/bin/echo', echoWord]]);
  });
  it('in the control: what its debug pod answers to', async () => {
    const { client, asked } = answering(said(echoWord));
    const command = ['/exec-doctor-5c/ld', '/exec-doctor-5c/echo', echoWord];
    const { subject, command: told } = await probe(client, { subject: 'control', command, echoWord });
    expect({ subject, told, asked }).toEqual({
      subject: 'control',
      told: ['kubectl', 'exec', 'nginx1', '--', ...command],
      asked: [command],
    });
  });
});

describe('of several clients', () => {
  const not: Attempt = { end: 'not-tried', reason: 'kubectl was not found' };
  it.each<[string, Attempt, Attempt, string]>([
    ['the first that can', said(echoWord), said('other', 1), 'ok'],
    ['the second where the first is not there', not, said(echoWord), 'ok'],
    ['not the second where the first fails', said('no', 1), said(echoWord), 'error'],
    ['none', not, not, 'skipped'],
  ])('%s', async (_, first, second, outcome) => {
    const both = firstThatCan([answering(first, first).client, answering(second, second).client]);
    expect((await probe(both)).outcome.kind).toBe(outcome);
  });
});
