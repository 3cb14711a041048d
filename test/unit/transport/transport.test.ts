import { describe, expect, it } from 'vitest';
import { transportFor } from '../../../src/transport/transport.ts';
import { invocation, target } from '../run/runs.ts';

const transport = (line: string, node = target.node) =>
  transportFor(invocation(`pod/nginx1 ${line}`.trim()).transport, node);
const noticing = ['-T', '-o', 'ConnectTimeout=10', '-o', 'ServerAliveInterval=5', '-o', 'ServerAliveCountMax=3'];

it('a debug pod, unless told otherwise', () => expect(transport('')).toBeNull());

describe('ssh', () => {
  const leads = (line: string, to: string, words: readonly string[], node = target.node) =>
    it(`${line} to ${to}`, () => {
      const found = transport(line, node);
      expect(found).toMatchObject({ kind: 'ssh', to, program: 'sh', output: 'stream' });
      expect(found?.words.slice(1, -1)).toEqual(words);
      expect(found?.words.at(-1)).toMatch(/^sh -c '.*exec sh; else exec sudo -n sh; fi'$/);
    });

  leads('--transport=ssh', '10.77.0.2', ['exec env ssh "$@"', 'ssh', ...noticing, '--', '10.77.0.2']);
  leads('--transport=ssh', 'node1', ['exec env ssh "$@"', 'ssh', ...noticing, '--', 'node1'], {
    ...target.node,
    address: '',
  });
  leads('--transport=ssh', 'node1', ['exec env ssh "$@"', 'ssh', ...noticing, '--', 'node1'], {
    ...target.node,
    address: '-oProxyCommand=x',
  });
  leads('--ssh-target=core@gw', 'core@gw', ['exec env ssh "$@"', 'ssh', ...noticing, '--', 'core@gw']);
  leads('--ssh-command=/usr/bin/ssh', '10.77.0.2', [
    'exec env /usr/bin/ssh "$@"',
    'ssh',
    ...noticing,
    '--',
    '10.77.0.2',
  ]);
  // what is not ssh may not know ssh's options
  leads('--ssh-command=tsh --ssh-target=n', 'n', ['exec env tsh "$@"', 'ssh', 'n']);
});

it.each(['-oProxyCommand=id', 'n;id', '', '--'])('a node by the name %j and without an address is no host', (name) =>
  expect(() => transport('--transport=ssh', { ...target.node, name, address: '-oProxyCommand=x' })).toThrow(
    /is one of a host/,
  ),
);

it('a command of the user', () =>
  expect(transport('--via=cat')).toEqual({
    kind: 'via',
    to: 'cat',
    program: 'sh',
    words: ['-c', 'cat'],
    output: 'whole',
  }));
