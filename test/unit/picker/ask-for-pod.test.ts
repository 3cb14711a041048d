import { PassThrough } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { askForPod, choices } from '../../../src/picker/ask-for-pod.ts';

const candidates = [
  { name: 'web-1', signs: ['not ready', 'failed probes: 3'] },
  { name: 'api', signs: [] },
];

/** What comes of these keys, each pressed once the list is there and stands still; and all that was shown meanwhile. */
async function typed(...keys: readonly string[]) {
  const [stdin, stderr] = [new PassThrough(), new PassThrough()];
  let shown = '';
  stderr.on('data', (bytes: Buffer) => {
    shown += bytes.toString();
  });
  const process: Pick<NodeJS.Process, 'stdin' | 'stderr'> = Object.create(globalThis.process, {
    stdin: { value: stdin },
    stderr: { value: stderr },
  });
  const answer = askForPod('shop', candidates, process);
  const standsStill = async () => {
    let before = '';
    do {
      before = shown;
      await sleep(20);
    } while (shown !== before || !shown.includes('api'));
  };
  for (const key of keys) {
    await standsStill();
    stdin.write(key);
  }
  return { name: await answer, shown };
}

it.each<[string, string[], string | null]>([
  ['Enter: the first', ['\r'], 'web-1'],
  ['an arrow: the next', ['\u001b[B', '\r'], 'api'],
  ['some letters: what has them', ['ap', '\r'], 'api'],
  ['Ctrl-C: none', ['\u0003'], null],
])('%s', async (_, keys, name) => expect((await typed(...keys)).name).toBe(name));

it('shows the namespace, and what speaks for a pod', async () => {
  const { shown } = await typed('\r');
  expect(shown).toContain('Pod in namespace shop:');
  expect(shown).toContain('web-1  not ready, failed probes: 3');
});

it('shows nothing that a terminal would obey', () =>
  expect(choices([{ name: 'a\x1b[2J\nb', signs: ['not ready'] }], '')[0]).toMatchObject({
    ...{ name: expect.not.stringMatching(/[\x00-\x1f]/), short: expect.not.stringMatching(/[\x00-\x1f]/) },
  }));

it('is narrowed by what is typed', () => {
  expect(choices(candidates, 'ap').map(({ value }) => value)).toEqual(['api']);
  expect(choices(candidates, 'x')).toEqual([]);
});
