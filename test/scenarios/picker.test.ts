import { beforeAll, describe, expect, it } from 'vitest';
import { onTerminal, run } from './support/plugin.ts';
import { lab, untilHealthy } from './support/the-lab.ts';
import { expectNoTrace, files, ourPods } from './support/traces.ts';

let before: readonly string[] = [];
beforeAll(async () => {
  if (lab.missing) return;
  await untilHealthy();
  before = await files();
});

describe('without a target', () => {
  it('on a terminal, a pod is picked by its name and diagnosed', async () => {
    const { code, shown } = await onTerminal([], ['nginx1', '\r']);
    expect(shown).toContain('Pod in namespace default:');
    expect(shown).toMatch(/default\/nginx1|pod\/nginx1/);
    expect(code, shown).toBe(0);
    await expectNoTrace('nginx1', 'nginx', before);
  });

  it('Ctrl-C ends it, and nothing was made', async () => {
    const { code, shown } = await onTerminal([], ['\u0003']);
    expect(code, shown).toBe(130);
    expect(await ourPods()).toEqual([]);
  });

  it('without a terminal it is an error', async () => {
    const { code, stderr } = await run([]);
    expect(code).toBe(2);
    expect(stderr).toContain('No target was given');
  });
});
