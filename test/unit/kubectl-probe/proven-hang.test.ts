import { expect, it, vi } from 'vitest';
import type { Attempt, ExecClient } from '../../../src/kubectl-probe/exec-client.ts';
import { askTarget, probeThroughApiServer } from '../../../src/kubectl-probe/kubectl-probe.ts';

// The same rules, faster.
vi.mock(import('../../../src/limits.ts'), async (original) => {
  const { limits } = await original();
  return { limits: { ...limits, provenHangMs: 80 } };
});

/** A client that answers after this time, or ends when it is told to. */
const after = (ms: number, answer: Attempt): ExecClient => ({
  describe: () => [],
  run: (_container, _command, _timeoutMs, signal) =>
    new Promise((resolve, reject) => {
      const timer = setTimeout(() => resolve(answer), ms);
      signal.addEventListener('abort', () => {
        clearTimeout(timer);
        reject(signal.reason);
      });
    }),
});
const word = 'w1';
const answered: Attempt = { end: 'answered', exitCode: 0, output: `${word}\n`, stdout: `${word}\n`, durationMs: 1 };
const hung: Attempt = { end: 'hang', durationMs: 300 };

const ask = (client: ExecClient, hangs?: Promise<void>, signal = new AbortController().signal) =>
  probeThroughApiServer(client, {
    ...askTarget(word),
    ...{ container: { namespace: 'shop', name: 'web', container: 'app' }, timeoutMs: 300, signal, hangs },
  });
const never = new Promise<void>(() => undefined);

it.each<[string, ExecClient, Promise<void> | undefined, kind: string, fromMs: number, toMs: number]>([
  ['which nothing proves has the whole time', after(300, hung), never, 'hang', 290, 500],
  ['that is known from the beginning has a while', after(300, hung), Promise.resolve(), 'hang', 75, 250],
  ['that is refuted in this while is none', after(40, answered), Promise.resolve(), 'ok', 0, 75],
  ['of which nobody could tell has the whole time', after(300, hung), undefined, 'hang', 290, 500],
])('a hang %s', async (_, client, hangs, kind, fromMs, toMs) => {
  const began = performance.now();
  const { outcome } = await ask(client, hangs);
  expect(outcome.kind).toBe(kind);
  expect(performance.now() - began).toBeGreaterThanOrEqual(fromMs);
  expect(performance.now() - began).toBeLessThan(toMs);
});

it('tells for how long it was waited for', async () => {
  const { outcome } = await ask(after(300, hung), Promise.resolve());
  expect(outcome.kind === 'hang' && outcome.durationMs).toBeGreaterThanOrEqual(75);
  expect(outcome.kind === 'hang' && outcome.durationMs).toBeLessThan(250);
});

it('whoever cancels gets no hang', async () => {
  const cancel = new AbortController();
  const asked = ask(after(300, hung), Promise.resolve(), cancel.signal);
  setTimeout(() => cancel.abort(new Error('cancelled')), 20);
  await expect(asked).rejects.toThrow('cancelled');
});
