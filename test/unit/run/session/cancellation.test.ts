import { EventEmitter } from 'node:events';
import { describe, expect, it } from 'vitest';
import { orAborted } from '../../../../src/or-aborted.ts';
import { cancellation } from '../../../../src/run/session/cancellation.ts';

/** The part of a process that signals reach. */
function processLike() {
  const written: string[] = [];
  const exits: number[] = [];
  const emitter = new EventEmitter();
  const process = Object.assign(emitter, {
    stderr: { write: (text: string) => written.push(text) > 0 },
    exit: (code: number) => exits.push(code),
  }) as unknown as NodeJS.Process;
  return {
    process,
    written,
    exits,
    send: (signal: string) => emitter.emit(signal, signal),
  };
}

describe('the first signal cancels the run, which then cleans up', () => {
  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ])('%s: exit code %i', (signal, code) => {
    const { process, send, exits, written } = processLike();
    using cancel = cancellation(process, () => 'last words');
    expect([cancel.signal.aborted, cancel.exitCode]).toEqual([false, null]);
    send(signal);
    expect([cancel.signal.aborted, cancel.exitCode]).toEqual([true, code]);
    expect([exits, written]).toEqual([[], []]);
  });
});

it('the second one ends it at once, after the last words', () => {
  const { process, send, exits, written } = processLike();
  using _cancel = cancellation(process, () => 'still there\n');
  send('SIGINT');
  send('SIGTERM');
  expect([exits, written]).toEqual([[143], ['still there\n']]);
});

describe('when the run is over, one only hastens the end', () => {
  it.each([
    ['with its exit code', 3, 3],
    ["with the signal's, where it has none yet", undefined, 130],
  ])('%s', (_, exitCode, ends) => {
    const { process, send, exits, written } = processLike();
    cancellation(process, () => 'last words')[Symbol.dispose]();
    process.exitCode = exitCode;
    send('SIGINT');
    expect([exits, written]).toEqual([[ends], []]);
  });
});

describe('what is only read', () => {
  const never = new Promise<never>(() => undefined);
  it('is waited for', async () => {
    const { signal } = new AbortController();
    expect(await orAborted(signal, Promise.resolve('read'))).toBe('read');
    await expect(orAborted(signal, Promise.reject(new Error('no')))).rejects.toThrow('no');
  });
  it('is given up at the first signal', async () => {
    const controller = new AbortController();
    const waiting = orAborted(controller.signal, never);
    controller.abort(new Error('cancelled'));
    await expect(waiting).rejects.toThrow('cancelled');
    await expect(orAborted(controller.signal, never)).rejects.toThrow('cancelled');
  });
});
