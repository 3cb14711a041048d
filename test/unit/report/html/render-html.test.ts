import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { onClient, onNode, type Step, toRead } from '../../../../src/model/step.ts';
import { renderHtml } from '../../../../src/report/html/render-html.ts';
import { error, ids, report, skipped } from '../build-report.ts';
import { situations } from '../situations.ts';
import { all, type Parsed, parsePage } from './parse-page.ts';

const page = (situation: string) => {
  const found = situations[situation];
  if (found === undefined) throw new Error(`no situation ${situation}`);
  return parsePage(renderHtml(found));
};

describe.each(Object.keys(situations))('%s', (name) => {
  const { elements, errors } = page(name);
  const tags = new Set(elements.map(({ tag }) => tag));
  const attributes = new Set(elements.flatMap((element) => Object.keys(element.attributes)));

  it('is HTML that needs no mending', () => expect(errors).toEqual([]));
  it('has a language, a title and an encoding', () => {
    expect(all(elements, 'html')[0]?.attributes.lang).toBe('en');
    expect(all(elements, 'title')[0]?.text).not.toBe('');
    expect(all(elements, 'meta')[0]?.attributes).toEqual({ charset: 'utf-8' });
  });
  it('loads nothing and runs nothing', () => {
    expect(
      [...tags].filter((tag) => /^(script|link|img|iframe|object|embed|base|form|a|use|image)$/.test(tag)),
    ).toEqual([]);
    expect(
      [...attributes].filter((attribute) => /^on|^(src|href|style|xlink:href|srcset|action)$/.test(attribute)),
    ).toEqual([]);
    expect(all(elements, 'style')[0]?.text).not.toMatch(/url\(|@import|@font-face/);
  });
  it('allows its own style, and nothing else', () => {
    const style = all(elements, 'style').map(({ text }) => createHash('sha256').update(text).digest('base64'));
    const policies = all(elements, 'meta').filter(
      (meta) => meta.attributes['http-equiv'] === 'Content-Security-Policy',
    );
    expect(policies.map((meta) => meta.attributes.content)).toEqual([
      `default-src 'none'; style-src 'sha256-${style}'; base-uri 'none'; form-action 'none'`,
    ]);
  });
  it('has one heading of the first order, then those of the second', () =>
    expect(elements.filter(({ tag }) => /^h[1-6]$/.test(tag)).map(({ tag }) => tag)).toEqual([
      'h1',
      ...all(elements, 'h2').map(() => 'h2'),
    ]));
  it('says of each head of a table what it is the head of', () => {
    expect(all(elements, 'th').filter((head) => !/^(col|row)$/.test(head.attributes.scope ?? ''))).toEqual([]);
    expect(all(elements, 'table').length).toBeGreaterThan(0);
  });
  it('has a word beside every sign', () => {
    const signs = [...all(elements, 'span.sign'), ...all(elements, 'svg')];
    expect(signs.filter(({ attributes: { 'aria-hidden': hidden } }) => hidden !== 'true')).toEqual([]);
    expect(elements.filter(({ inside, text }) => all(inside, 'span.sign').length === 1 && !/\w/.test(text))).toEqual(
      [],
    );
  });
  it('has no empty list, table or paragraph', () =>
    expect(
      elements.filter(({ tag, text }) => /^(ul|ol|dl|table|p|pre|section)$/.test(tag) && text.trim() === ''),
    ).toEqual([]));
});

describe('from the top to the bottom', () => {
  const headings = (name: string) => all(page(name).elements, 'h2').map(({ text }) => text);
  it('what has to be known first stands first', () =>
    expect(headings('shim hangs')).toEqual([
      ...['Affected', 'What not to do', 'Meanwhile, get in with', 'The least harmful fix'],
      ...['What that destroys', 'Other next steps, the least harmful first', 'Why'],
      ...['The way of a request', 'What each probe answered', 'Other ways to the same container', 'Second opinion'],
      ...['What each layer has of the container', 'What breaks next', 'From the kubelet itself'],
      ...[
        'Warnings of the last hour (by whoever may write events)',
        'Last lines of the logs',
        'Where the daemons wait',
      ],
      ...['Facts of the node and the container', 'Not tested', 'Left behind, and what removes it'],
    ]));
  it('there is little where nothing is wrong', () =>
    expect(headings('healthy')).toEqual([
      'Why',
      'The way of a request',
      'What each probe answered',
      'Facts of the node and the container',
    ]));
  it('what is long is folded', () =>
    expect(all(page('shim hangs').elements, 'summary').map(({ text }) => text)).toEqual([
      'The commands as they were run, and their errors',
      'From the kubelet itself',
      'Warnings of the last hour (by whoever may write events)',
      'Last lines of the logs',
      'Where the daemons wait',
      'Facts of the node and the container',
    ]));
});

describe('the verdict', () => {
  it.each([
    ['healthy', 'header.good', '✓ default/nginx1 (nginx): exec works through every layer at the moment'],
    [
      'shim hangs',
      'header.bad',
      '✗ default/nginx1 (nginx): The shim of this container (pid 4211) does not answer; containerd answers for other containers',
    ],
    [
      'debug pod did not start',
      'header.unsure',
      `? default/nginx1 (nginx): ${situations['debug pod did not start']?.verdict.summary.replace(/\.$/, '')}`,
    ],
  ])('%s', (name, kind, words) =>
    expect(all(all(page(name).elements, kind)[0]?.inside ?? [], 'h1')[0]?.text).toBe(words),
  );
  it('is in the title, with whom it is about', () =>
    expect(all(page('shim hangs').elements, 'title')[0]?.text).toBe(
      'default/nginx1: fault at shim, scope container, confidence high',
    ));
  it('of a container that no pod is known of', () =>
    expect(
      all(parsePage(renderHtml(report({ about: { pod: '', namespace: '' } }))).elements, 'title')[0]?.text,
    ).toMatch(/^nginx: /));
  it('names its cause, and where more of it is to be had', () => {
    const { verdict } = report();
    const { elements } = parsePage(renderHtml(report({ verdict: { ...verdict, cause: 'shim-stopped' } })));
    expect(all(elements, 'header.verdict')[0]?.text).toMatch(
      /The cause: shim-stopped, .*\.All that is known of it: kubectl exec-doctor explain shim-stopped/,
    );
  });
});

describe('a command to be copied', () => {
  const steps = (...nextSteps: Step[]) => {
    const { elements } = parsePage(renderHtml(report({ verdict: { ...report().verdict, nextSteps } })));
    return all(all(elements, 'ol').at(0)?.inside ?? [], 'li').map(({ inside }) => ({
      command: all(inside, 'pre.command').map(({ text }) => text),
      read: all(inside, 'p').map(({ text }) => text),
    }));
  };
  it.each<[what: string, step: Step, command: readonly string[], read: readonly string[]]>([
    [
      'has its remark beside it',
      onNode('kill -CONT 7', { note: 'ends nothing' }),
      ['kill -CONT 7'],
      ['on node node1, as root: ends nothing'],
    ],
    ['may have none', onClient('kubectl version'), ['kubectl version'], []],
    ['is one line', onClient('kubectl\n version', { note: 'why' }), ['kubectl version'], ['why']],
    ['is no sentence', toRead('Have the node rebooted.'), [], ['Have the node rebooted.']],
  ])('%s', (_, step, command, read) => expect(steps(step)).toEqual([{ command, read }]));

  it('is whole, and so is each probe', () => {
    const commands = all(page('shim hangs').elements, 'pre.command').map(({ text }) => text);
    expect(commands).toContain(`runc --root /var/run/docker/runtime-runc/moby exec -t ${ids.target} sh`);
    expect(commands.filter((text) => text.startsWith(`docker exec ${ids.target} /bin/echo `))).toHaveLength(1);
    expect(commands.at(-1)).toMatch(/^ctr -a .* tasks delete --exec-id /);
  });
});

describe('what each probe answered', () => {
  const rows = (elements: readonly Parsed[]) =>
    all(all(elements, 'div.matrix')[0]?.inside ?? [], 'tr').map(({ inside }) =>
      inside.filter(({ tag }) => /^t[hd]$/.test(tag)).map(({ text }) => text),
    );
  it('is a row a probe, for target and control', () =>
    expect(rows(page('shim hangs').elements)).toEqual([
      ['Probe', 'Target', 'Control'],
      [
        'kubectlfrom client-path down',
        '✗ HANG >10.0sno answer within its time-out',
        '– skippedthe control is probed on the node only',
      ],
      ['crictlfrom cri down', '– skippedno crictl on the node', '– skippedno crictl on the node'],
      ['dockerfrom dockerd down', '✗ HANG >10.0sno answer within its time-out', '✓ ok 0.06s'],
      ['ctrfrom containerd down', '✗ HANG >10.0sno answer within its time-out', '✓ ok 0.07s'],
      ['runcfrom runc down', '✓ ok 0.04s', '✓ ok 0.04s'],
      ['nsenterfrom container down', '✓ ok 0.00s *', '✓ ok 0.00s *'],
    ]));
  it('with a terminal too, where that was asked', () => {
    const terminals = report({ target: { docker: error('open /dev/pts/0\n', 3) } }).probes;
    const of = report({ target: { docker: 'ok' }, control: { docker: skipped('no docker') }, terminals });
    expect(rows(parsePage(renderHtml(of)).elements).slice(1)).toEqual([
      ['dockerfrom dockerd down', '✓ ok 0.06s', '– skippedno docker'],
      ['docker -tfrom dockerd down', '✗ error 0.04sexit 3: open /dev/pts/0', 'not probed'],
    ]);
  });
  it('says the start of a long error, and has all of it folded', () => {
    const of = report({ target: { docker: error(`${'x'.repeat(1_000)}end`) } });
    const { elements } = parsePage(renderHtml(of));
    expect(rows(elements)[1]?.[1]).toMatch(/^✗ error 0\.04sexit 1: x{392}…$/);
    expect(all(all(elements, 'dl.commands')[0]?.inside ?? [], 'pre').map(({ text }) => text.slice(-3))).toContain(
      'end',
    );
  });
  it('is told where the answers differ', () => {
    const probes = report({ target: { docker: error('boom') } }).probes.map((probe) => ({ ...probe, flaky: true }));
    expect(rows(parsePage(renderHtml({ ...report(), probes })).elements)[1]?.[1]).toBe(
      '✗ error 0.04sexit 1: boomtried again, and the answers differ',
    );
  });
});

describe('nothing is left out', () => {
  const text = (name: string) => all(page(name).elements, 'body')[0]?.text ?? '';
  it.each<[what: string, situation: string, words: string | RegExp]>([
    ['the node', 'debug pod did not start', 'node1: NOT Ready (Unknown), lease STALE, renewed 3m ago'],
    ['the time', 'healthy', 'When2026-03-01 03:12:45 UTC, took 3.24s'],
    ['who is hit', 'containerd hangs', 'Every container of this node.'],
    [
      'findings, and their evidence',
      'containerd hangs',
      /run-full \(containerd\): .*facts of this runrun\.size: 64 MiBrun\.available: 0/,
    ],
    [
      'the second opinion',
      'shim hangs',
      'Container 777777777777 of another pod on this node: docker ok 0.06s, ctr ok 0.07s.',
    ],
    ['other ways', 'shim hangs', "crictl exec without -s, through the CRI's stream server: ok 0.09s"],
    ['the inventory', 'shim hangs', 'shimstoppedprocess 4211 is stopped (T)'],
    ['what breaks next', 'shim hangs', /is restarted by the kubelet 21 s after its liveness probe/],
    ['the kubelet', 'shim hangs', '7 errors in 1200 exec probes'],
    ['warnings', 'shim hangs', 'pod: Unhealthy (7 times), from kubelet: Liveness probe errored'],
    ['logs', 'shim hangs', 'containerd: level=error msg="failed to handle container TaskExit event"'],
    ['stacks', 'shim hangs', /12 wait for a shim's answer, for up to 4 min \(select\):github\.com\/containerd\/ttrpc/],
    ['a daemon without a stack', 'shim hangs', 'dockerd (process 812): it is stopped, and was not signalled.'],
    ['facts', 'healthy', 'docker.version20.10.24'],
    ['gaps', 'shim hangs', 'crictl: not on the node.'],
    ['what was left behind', 'shim hangs', 'An exec id of this run, held by the hung shim'],
    [
      "the user's own command",
      'runc fails, own command',
      /ls -l 'it'\\''s'.*By ctr: HANG >10\.0s; its output was cut\.stdout:a\n/s,
    ],
    ['the version', 'healthy', 'kubectl exec-doctor 0.1.0'],
  ])('%s', (_, name, words) => expect(text(name)).toMatch(words));

  it('passes', () => {
    const repeats = [
      { name: 'ctr', subject: 'target', runs: 20, failed: 3, p50Ms: 70, p95Ms: null, maxMs: 900 },
    ] as const;
    expect(all(parsePage(renderHtml(report({ repeats }))).elements, 'body')[0]?.text).toContain(
      'ctrtarget3 of 200.07s-0.90s',
    );
  });
  it('why no daemon was asked', () =>
    expect(renderHtml(report({ stacks: { reason: 'nothing failed', daemons: [] } }))).toContain(
      'Not requested: nothing failed.',
    ));
});
