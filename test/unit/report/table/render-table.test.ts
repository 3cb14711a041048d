import { describe, expect, it } from 'vitest';
import type { ImageSource } from '../../../../src/model/report.ts';
import type { TableOptions } from '../../../../src/report/render-options.ts';
import { renderTable } from '../../../../src/report/table/render-table.ts';
import { displayWidth } from '../../../../src/report/wrap.ts';
import { byPod, ids, report } from '../build-report.ts';
import { situations } from '../situations.ts';

const plain: TableOptions = { width: 80, color: false, unicode: true };
const lines = (name: string, options: Partial<TableOptions> = {}) => {
  const found = situations[name];
  if (found === undefined) throw new Error(`no situation ${name}`);
  return renderTable(found, { ...plain, ...options }).split('\n');
};

/** Commands stand four columns in; everything else must fit. */
const isCommand = (line: string) => /^ {4}\S/.test(line);

describe.each(Object.keys(situations))('%s', (name) => {
  it.each([60, 80, 120, 200])('fits %i columns', (width) =>
    expect(lines(name, { width }).filter((line) => displayWidth(line) > width && !isCommand(line))).toEqual([]),
  );
  it('is plain text without colour', () => expect(lines(name).join('')).not.toMatch(/[\x00-\x1f\x7f-\x9f]/));
  it('says the same in colour', () =>
    expect(lines(name, { color: true }).map((line) => line.replace(/\x1b\[\d+m/g, ''))).toEqual(lines(name)));
  it('uses no colour but green, red, yellow and dim', () => {
    const codes =
      lines(name, { color: true })
        .join('')
        .match(/\x1b\[\d+m/g) ?? [];
    expect(codes.filter((code) => !/\[(2|22|31|32|33|39)m/.test(code))).toEqual([]);
  });
  it('is ASCII where the terminal is', () =>
    expect(lines(name, { unicode: false }).join('')).toMatch(/^[\x20-\x7e]*$/));
  it('has no trailing blanks', () => expect(lines(name).filter((line) => /\s$/.test(line))).toEqual([]));
  it('has one verdict', () => expect(lines(name).filter((line) => line.startsWith('Verdict: '))).toHaveLength(1));
});

describe('the commands to copy', () => {
  it('are whole, each on a line of its own', () => {
    const shown = lines('shim hangs');
    expect(shown).toContain(`    runc --root /var/run/docker/runtime-runc/moby exec -t ${ids.target} sh`);
    expect(shown).toContain('    kubectl delete pod -n default nginx1');
    expect(shown).toContain('  Restart the node; this kills everything on it:');
    expect(shown.filter((line) => line.includes('tasks delete --exec-id'))).toHaveLength(1);
  });
  it('are whole in a narrow terminal too', () =>
    expect(lines('shim hangs', { width: 40 })).toContain('    cat /proc/4211/status /proc/4211/wchan'));
});

describe('the verdict', () => {
  const verdictOf = (name: string) => lines(name, { width: 200 }).find((line) => line.startsWith('Verdict: '));
  it.each([
    ['healthy', 'Verdict:        healthy, confidence high'],
    ['shim hangs', 'Verdict:        fault at shim, scope container, confidence high'],
    ['containerd hangs', 'Verdict:        fault at containerd or shim, scope node, confidence medium'],
    ['frozen container', 'Verdict:        fault at container, scope pod, confidence high'],
    [
      'debug pod did not start',
      'Verdict:        inconclusive, perhaps kubelet, cri, dockerd, or containerd, scope node, confidence low',
    ],
    ['client only', 'Verdict:        fault at client-path, scope client, confidence medium'],
  ])('%s', (name, words) => expect(verdictOf(name)).toBe(words));
});

describe('nothing is left out', () => {
  const shown = (name: string) => lines(name, { width: 200 }).join('\n');
  it('the second opinion', () =>
    expect(shown('shim hangs')).toContain(
      'Container 777777777777 of another pod on this node: docker ok 0.06s, ctr ok 0.07s.',
    ));
  it('other ways, with what they failed with', () =>
    expect(shown('shim hangs')).toContain(
      [
        'Other ways to the same container:',
        "  - crictl exec without -s, through the CRI's stream server: ok 0.09s",
        '  - exec over a WebSocket, not by kubectl: error 0.04s (error sending request: dial tcp 127.0.0.1:34955: connection refused)',
      ].join('\n'),
    ));
  it('findings with their evidence', () =>
    expect(shown('containerd hangs')).toMatch(/ {2}- run-full \(containerd\): .*\n {6}run.size: 64 MiB\n/));
  it('what was not tested', () => expect(shown('shim hangs')).toContain('Not tested:\n  - crictl: not on the node.'));
  it('what was left behind', () =>
    expect(shown('shim hangs')).toMatch(/Left behind.*\n {2}- An exec id.*\n {2}on node node1, as root\n {4}ctr -a /));
  it("the user's own command", () =>
    expect(shown('runc fails, own command')).toContain(
      [
        'Your command, once at each layer where exec works:',
        String.raw`    ls -l 'it'\''s'`,
        '  By nsenter: not run: never by nsenter',
        '  By docker: exit code 2, 0.12s',
        '  stderr:',
        "    ls: it's: No such file or directory",
        '  By ctr: HANG >10.0s; its output was cut',
        '  stdout:',
        '    a',
      ].join('\n'),
    ));
});

describe('the header', () => {
  const head = (name: string) => lines(name, { width: 200 }).join('\n').split('\nPROBE')[0] ?? '';
  it('a usual run', () =>
    expect(head('healthy')).toBe(
      [
        'When:           2026-03-01 03:12:45 UTC, took 3.24s, context prod-eu',
        'Pod:            default/nginx1, container nginx (3f2a1b0c9d8e)',
        'Node:           node1: Ready, lease renewed 4s ago',
        'Verdict:        healthy, confidence high',
        '                Exec works through every layer at the moment.',
        '',
        'Runtime:        docker 20.10.24, kubelet v1.20.2, Debian GNU/Linux 12 (bookworm), kernel 6.1.0-28-amd64, amd64',
        'Debug pod:      default/exec-doctor-x7k2p: image nginx:1.27, which the node makes the sandboxes of pods of; who may exec into or patch pods there could have entered it; see `kubectl exec-doctor setup`',
        '',
      ].join('\n'),
    ));
  it('says nothing of a debug pod in a namespace of its own', () => {
    const text = renderTable(report({ transport: { ...byPod, ownNamespace: true } }), {
      ...{ width: 200, color: false, unicode: true },
    });
    expect(text).toContain('Debug pod:');
    expect(text).not.toMatch(/could have entered/);
  });
  it('nor of one that did not start', () => expect(head('debug pod did not start')).not.toMatch(/could have entered/));
  it('a node that is not ready', () =>
    expect(head('debug pod did not start')).toContain(
      'node1: NOT Ready (Unknown), lease STALE, renewed 3m ago; NodeStatusUnknown',
    ));
  it('a node that is cordoned, in the words of kubectl', () => {
    const usual = report();
    const cordoned = { ...usual, target: { ...usual.target, node: { ...usual.target.node, unschedulable: true } } };
    const text = renderTable(cordoned, { width: 200, color: false, unicode: true });
    expect(text).toContain('node1: Ready, SchedulingDisabled, lease renewed 4s ago');
  });
  it('a debug pod that did not start', () =>
    expect(head('debug pod did not start')).toContain(
      'Debug pod:      default/exec-doctor-x7k2p: image nginx:1.27, which the node makes the sandboxes of pods of; not started within 20s: the kubelet',
    ));
  it.each<[imageFrom: ImageSource | null, userland: 'host' | 'image', remarks: string | undefined]>([
    [
      'flag',
      'image',
      "image x:1, of --image, or of the namespace that was set up; ran with the image's programs, not the node's own",
    ],
    ['cluster', 'host', "image x:1, which the cluster's own pods run on this node"],
    ['sandbox', 'host', 'image x:1, which the node makes the sandboxes of pods of'],
    ['shell', 'image', "image x:1, which has a shell; ran with the image's programs, not the node's own"],
    // an older run
    [null, 'host', undefined],
    [null, 'image', "ran with the image's programs, not the node's own"],
  ])('the image of the debug pod, from %s, with the programs of the %s', (imageFrom, userland, remarks) => {
    const told = renderTable(
      report({ transport: { ...byPod, ownNamespace: true, image: 'x:1', imageFrom, userland } }),
      {
        ...plain,
        width: 200,
      },
    ).split('\n');
    expect(told.find((line) => line.startsWith('Debug pod:'))).toBe(
      remarks === undefined ? undefined : `Debug pod:      default/exec-doctor-x7k2p: ${remarks}`,
    );
  });
  it('a node that could not be read', () =>
    expect(head('client only')).toContain('Node:           node1: Ready not read, lease not read'));
  it('no context', () => expect(head('client only')).toContain('took 3.24s, no context\n'));
  it('another time zone', () =>
    expect(renderTable(report({ startedAt: '2026-03-01T01:00:00+05:30' }), plain)).toContain(
      '2026-02-28 19:30:00 UTC',
    ));
});
