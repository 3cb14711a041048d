import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { speakerOf } from '../../../src/diagnosis/speaker.ts';
import { apiClient } from '../../../src/kubectl-probe/api-client.ts';
import type { ExecClient } from '../../../src/kubectl-probe/exec-client.ts';
import { kubectlClient } from '../../../src/kubectl-probe/kubectl-client.ts';
import { askTarget, probeThroughApiServer } from '../../../src/kubectl-probe/kubectl-probe.ts';
import { clean } from '../../../src/model/clean-text.ts';

const refusal = 'error: unable to upgrade connection: pod does not exist\n';

/** What a program prints so that nobody sees who tells how it has ended. */
const printed: Readonly<Record<string, { readonly stdout?: string; readonly stderr?: string }>> = {
  'the words of a layer': { stdout: refusal },
  'both outputs full of it': { stdout: refusal.repeat(800), stderr: refusal.repeat(800) },
  'more than is kept of stdout alone': { stdout: refusal.repeat(2_000) },
  'an escape sequence that goes on': { stderr: `${refusal}\u001b[` },
  'the same by one character': { stderr: `${refusal}\u009b` },
  'a string for the terminal that does not end': { stdout: `${refusal}\u001b]0;`, stderr: '\u001bP' },
  'half a character': { stderr: `${refusal}\u00e2\u0080` },
  'no line feed': { stderr: refusal.trim() },
  'how another has ended': { stdout: 'command terminated with exit code 7', stderr: `\n${refusal}` },
  'that line too, and its own behind it': { stderr: `command terminated with exit code 1\n${refusal}` },
};

/** What it has printed may be anything: each byte stands for itself. */
const bytes = (text = '') => Buffer.from(text, [...text].some((one) => one > '\u00a0') ? 'latin1' : 'utf8');

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'last-line-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** A program in kubectl's place hands on what was printed, and adds its line. */
async function kubectl({ stdout, stderr }: (typeof printed)[string]): Promise<ExecClient> {
  const program = join(folder, 'kubectl');
  await writeFile(join(folder, 'stdout'), bytes(stdout));
  await writeFile(join(folder, 'stderr'), bytes(stderr));
  const last = 'echo command terminated with exit code 1 >&2; exit 1';
  await writeFile(program, `#!/bin/sh\ncat ${folder}/stdout; cat ${folder}/stderr >&2\n${last}\n`);
  await chmod(program, 0o755);
  return kubectlClient(program, { asGroup: [] }, { PATH: '/usr/bin:/bin' });
}

const inItsPlace = ({ stdout, stderr }: (typeof printed)[string]): ExecClient =>
  apiClient({
    exec: async () => ({
      stdout: bytes(stdout).subarray(0, 65_536),
      stderr: bytes(stderr).subarray(0, 65_536),
      exitCode: 1,
      statusMessage: 'command terminated with non-zero exit code: exit status 1',
    }),
  });

describe.each(Object.entries(printed))('a program that prints %s, and fails', (_, program) => {
  it.each([
    ['kubectl', kubectl],
    ['the API client', inItsPlace],
  ])('is the one that speaks, through %s', async (_client, clientFor) => {
    const { outcome } = await probeThroughApiServer(await clientFor(program), {
      ...askTarget('word'),
      container: { namespace: 'shop', name: 'nginx1', container: 'nginx' },
      timeoutMs: 10_000,
      signal: new AbortController().signal,
    });
    expect(outcome).toMatchObject({ kind: 'error', exitCode: 1 });
    const text = outcome.kind === 'error' ? outcome.text : '';
    // reports clean it again
    expect(
      speakerOf({ name: 'kubectl', outcome: { ...outcome, text: clean(text) } as typeof outcome }, 'containerd'),
    ).toBe('program');
  });
});
