import { describe, expect, it } from 'vitest';
import type { Attempt, ExecClient } from '../../../src/kubectl-probe/attempt.ts';
import { firstThatCan } from '../../../src/kubectl-probe/first-that-can.ts';
import { probeThroughApiServer } from '../../../src/kubectl-probe/kubectl-probe.ts';
import type { Subject } from '../../../src/model/probe.ts';

const nonce = '61735448b25aefaf9d82d73f';
const missing = `/exec-doctor-${nonce}-cannot-exist`;
const said = (output: string, exitCode: number | null = 0): Attempt => ({
  end: 'answered',
  exitCode,
  output,
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

const probe = (client: ExecClient, subject: Subject = 'target') =>
  probeThroughApiServer(client, {
    subject,
    container: { namespace: 'shop', name: 'nginx1', container: 'nginx' },
    nonce,
    timeoutMs: 10_000,
    signal: new AbortController().signal,
  });

const noEcho = said('OCI runtime exec failed: exec: "/bin/echo": stat /bin/echo: no such file or directory', 126);
const mayNot = said('OCI runtime exec failed: exec failed: eaccess /bin/echo: permission denied: unknown', 126);
const noSuchPath = said(`OCI runtime exec failed: exec: "${missing}": no such file or directory`, 126);

describe('what counts as an answer', () => {
  it.each<[string, Attempt[], object]>([
    [
      'the nonce and exit code 0',
      [said(`${nonce}\n`)],
      { outcome: { kind: 'ok', method: 'echo', durationMs: 7 }, flaky: false },
    ],
    ['the nonce behind a warning', [said(`Defaulted container\r\n${nonce}\r\n`)], { outcome: { kind: 'ok' } }],
    [
      'not exit code 0 alone',
      [said(''), said('')],
      { outcome: { kind: 'error', exitCode: 0, text: '' }, flaky: false },
    ],
    [
      'not the nonce with another exit code',
      [said(nonce, 1), said(nonce, 1)],
      { outcome: { kind: 'error', exitCode: 1 } },
    ],
    ['not the nonce inside a line', [said(`echo ${nonce}`), said(`echo ${nonce}`)], { outcome: { kind: 'error' } }],
    ['not a signal', [said(nonce, null), said(nonce, null)], { outcome: { kind: 'error', exitCode: null } }],
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
    ['then it works', [no, said(nonce)], 2, { outcome: { kind: 'ok' }, flaky: true }],
    ['then it hangs', [no, hang], 2, { outcome: { kind: 'hang' }, flaky: true }],
    ['a hang is not tried again', [hang, said(nonce)], 1, { outcome: { kind: 'hang' } }],
    ['an answer is not tried again', [said(nonce), no], 1, { outcome: { kind: 'ok' } }],
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
    const { client, asked } = answering(said(nonce));
    expect((await probe(client)).command).toEqual(['kubectl', 'exec', 'nginx1', '--', '/bin/echo', nonce]);
    expect(asked).toEqual([['/bin/echo', nonce]]);
  });
  it('in the control: a mark for the script as well', async () => {
    const { client, asked } = answering(said(nonce));
    await probe(client, 'control');
    expect(asked).toEqual([['env', '-i', '/bin/sh', '-c', `: >/exec-doctor/asked; echo ${nonce}`]]);
  });
});

describe('of several clients', () => {
  const not: Attempt = { end: 'not-tried', reason: 'kubectl was not found' };
  it.each<[string, Attempt, Attempt, string]>([
    ['the first that can', said(nonce), said('other', 1), 'ok'],
    ['the second where the first is not there', not, said(nonce), 'ok'],
    ['not the second where the first fails', said('no', 1), said(nonce), 'error'],
    ['none', not, not, 'skipped'],
  ])('%s', async (_, first, second, outcome) => {
    const both = firstThatCan([answering(first, first).client, answering(second, second).client]);
    expect((await probe(both)).outcome.kind).toBe(outcome);
  });
});
