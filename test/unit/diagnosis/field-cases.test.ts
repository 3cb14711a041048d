import { describe, expect, it } from 'vitest';
import { diagnose } from '../../../src/diagnosis/diagnose.ts';
import type { Code } from '../../../src/model/code.ts';
import { observation, type Situation, verdictLine } from './observe.ts';
import { stepTexts } from './step-text.ts';

/** What people reported, as a run sees it: kubectl fails with that text for target and control, and the node works. */
const failing = 'kubectl:error docker:ok ctr:ok runc:ok nsenter:ok';
const says = (text: string, more: Situation = {}): Situation => ({
  target: failing,
  control: failing,
  texts: { kubectl: text },
  controlTexts: { kubectl: text },
  ...more,
});
/** The log came every time, and an exec never. */
const logComes: Situation = { execs: 'error error error error error', log: 'ok', logs: 'ok ok ok ok' };

interface Right {
  /** As in `observe.ts`. */
  readonly verdict: string;
  readonly code: Code | null;
  /** Stands in its sentences. */
  readonly told?: RegExp;
  /** Stands in its steps. */
  readonly step?: RegExp;
  /** There is a way in, past the API server. */
  readonly wayIn?: true;
}

const hanging = 'kubectl:hang ctr:ok runc:ok nsenter:ok';
const restart = /systemctl (?:restart|start)|delete pod|drain/;

describe.each<[string, readonly (readonly [Situation, Right])[]]>([
  [
    'kubernetes#58076, k0s#3784, cilium#32080: the way to the kubelet has holes, and the log comes by another one',
    [
      ...['No agent available', 'EOF', 'dial timeout'].map((words): readonly [Situation, Right] => [
        says(`Error from server: error dialing backend: ${words}`, logComes),
        {
          verdict: 'fault api-server node high',
          code: 'tunnel-down',
          told: /0 of 5 execs came through, and 5 of 5 requests for the log/,
          wayIn: true,
        },
      ]),
      [
        says('Error from server: error dialing backend: remote error: tls: bad certificate', logComes),
        { verdict: 'fault api-server node high', code: 'api-server-cert-refused', wayIn: true },
      ],
      [
        says('Error from server: error dialing backend: dial tcp 10.0.0.5:10250: i/o timeout', logComes),
        { verdict: 'fault api-server node high', code: 'kubelet-unreachable', wayIn: true },
      ],
      // that the debug pod's log was read is no proof either
      [
        says('Error from server: error dialing backend: No agent available'),
        { verdict: 'fault api-server node high', code: 'tunnel-down', wayIn: true },
      ],
      // the last try came through, or did not
      [
        says('Error from server: error dialing backend: No agent available', {
          ...{ target: 'ok', control: 'ok', flaky: ['kubectl'] },
          ...{ execs: 'error ok ok error ok', logs: 'ok ok ok ok ok' },
        }),
        {
          verdict: 'fault api-server node high',
          code: 'tunnel-down',
          told: /3 of 5 execs came through, and 5 of 5 requests for the log/,
        },
      ],
      [
        says('Error from server: error dialing backend: EOF', { control: 'ok', execs: 'error error ok error ok' }),
        { verdict: 'fault api-server node high', code: 'tunnel-down', told: /2 of 5 execs came through/, wayIn: true },
      ],
      // nobody but the control has met it
      [
        says('Error from server: error dialing backend: EOF', { target: 'ok' }),
        {
          verdict: 'fault api-server node high',
          code: 'tunnel-down',
          told: /for the control, on the same node, it failed twice/,
        },
      ],
      // once may be chance
      [
        says('Error from server: error dialing backend: EOF', { target: 'ok', execs: 'error ok ok ok ok' }),
        { verdict: 'inconclusive api-server node low', code: null, told: /4 of 5 execs came through/ },
      ],
      // a kubelet that starts again and again refuses now and then, too
      [
        says('error dialing backend: dial tcp 10.0.0.5:10250: connect: connection refused', {
          ...{ target: 'ok', control: 'ok', execs: 'error ok error ok ok' },
        }),
        { verdict: 'fault api-server|kubelet node medium', code: 'kubelet-refused' },
      ],
      // a layer below that fails as well is the one to look at
      [
        says('error dialing backend: EOF', {
          ...{ target: 'kubectl:error docker:error ctr:ok runc:ok nsenter:ok', execs: 'error ok error ok ok' },
        }),
        { verdict: 'fault dockerd container low', code: null },
      ],
    ],
  ],
  [
    'kubernetes#138957: the kubelet refuses the API server',
    [
      [
        says(
          'error: unable to upgrade connection: Forbidden (user=kube-apiserver-kubelet-client, verb=create, resource=nodes, subresource(s)=[proxy])',
          { logReadable: null, log: 'error', control: 'none' },
        ),
        {
          verdict: 'fault api-server node high',
          code: 'kubelet-refuses-api-server',
          step: /clusterrolebinding .* --user=kube-apiserver-kubelet-client/,
          wayIn: true,
        },
      ],
      // a name that would mean something to a shell is put into no command
      [
        says(
          'error: unable to upgrade connection: Forbidden (user=x;id, verb=create, resource=nodes, subresource=proxy)',
        ),
        { verdict: 'fault api-server node high', code: 'kubelet-refuses-api-server', step: /--user=USER/, wayIn: true },
      ],
      // nor one that whoever answers in the kubelet's place would have granted something
      [
        says(
          'error: unable to upgrade connection: Forbidden (user=system:serviceaccount:evil:default, verb=create, resource=nodes, subresource=proxy)',
        ),
        { verdict: 'fault api-server node high', code: 'kubelet-refuses-api-server', step: /--user=USER/, wayIn: true },
      ],
      // who has shown no certificate is granted nothing
      [
        says(
          'error: unable to upgrade connection: Forbidden (user=system:anonymous, verb=create, resource=nodes, subresource=proxy)',
        ),
        { verdict: 'fault api-server node high', code: 'kubelet-refuses-api-server', step: /--user=USER/, wayIn: true },
      ],
    ],
  ],
  [
    'what the API server, or what stands before it, says by itself',
    [
      [
        says(
          'Error from server: no preferred addresses found; known addresses: [{InternalIP 10.77.0.2} {Hostname node1}]',
          { log: 'error', logReadable: false, facts: { 'kubelet.listens': 'yes' } },
        ),
        {
          verdict: 'fault api-server cluster medium',
          code: 'no-preferred-address',
          step: /--kubelet-preferred-address-types/,
          wayIn: true,
        },
      ],
      [
        says('error: unable to upgrade connection: Too many requests, please try again later.'),
        { verdict: 'fault api-server cluster medium', code: 'api-server-busy', wayIn: true },
      ],
      [
        says(
          'Error from server (TooManyRequests): the server has received too many requests and has asked us to try again later',
        ),
        { verdict: 'fault api-server cluster medium', code: 'api-server-busy', wayIn: true },
      ],
      [
        says('Error from server: etcdserver: request timed out'),
        { verdict: 'fault api-server cluster medium', code: 'etcd-unwell', wayIn: true },
      ],
      [
        says('Error from server: rpc error: code = Unavailable desc = etcdserver: leader changed'),
        { verdict: 'fault api-server cluster medium', code: 'etcd-unwell', wayIn: true },
      ],
      [
        says('Error from server (BadRequest): the request was not understood'),
        { verdict: 'fault api-server ? medium', code: null, wayIn: true },
      ],
      [
        says('error: unable to upgrade connection: no healthy upstream'),
        { verdict: 'fault client-path client medium', code: 'balancer-answers', wayIn: true },
      ],
      // who got no answer cannot tell who gave none
      ...[
        '<html>\n<head><title>504 Gateway Time-out</title></head>',
        'upstream request timeout',
        'Gateway Timeout',
      ].map((words): readonly [Situation, Right] => [
        says(`error: unable to upgrade connection: ${words}`),
        { verdict: 'fault client-path|api-server|kubelet|cri ? low', code: 'gateway-timed-out', wayIn: true },
      ]),
      [
        says('error: unable to upgrade connection: Service Unavailable'),
        { verdict: 'fault client-path client medium', code: 'balancer-answers', wayIn: true },
      ],
    ],
  ],
  [
    'who is refused on purpose is told who decides, and no way round it',
    [
      [
        says('Error from server (Forbidden): pods "x" is forbidden: User "y" cannot create resource "pods/exec"'),
        { verdict: 'fault api-server client high', code: 'exec-forbidden', told: /^You may not exec here: .*decision/ },
      ],
      [
        says(
          "The request is invalid: pods \"x\" is forbidden: ValidatingAdmissionPolicy 'no-exec' with binding 'no-exec' denied request: no exec here",
        ),
        {
          verdict: 'fault api-server ? high',
          code: 'admission-denies-exec',
          told: /^You may not exec here: .*decision/,
        },
      ],
      ...[
        'Error from server: admission webhook "validate.kyverno.svc-fail" denied the request: no exec',
        'Error from server: admission webhook "validation.gatekeeper.sh" denied the request: [no-exec] no exec',
        'Error from server (Forbidden): pods "x" is forbidden: exec operation is not allowed because the pod\'s security context exceeds your permissions: pods "x" is forbidden: unable to validate against any security context constraint: []',
      ].map((text): readonly [Situation, Right] => [
        says(text),
        { verdict: 'fault api-server ? high', code: 'admission-denies-exec', told: /decision/ },
      ]),
      [
        says('error: unable to upgrade connection: Debug endpoints are disabled.', { logReadable: false }),
        { verdict: 'fault kubelet node high', code: 'debug-handlers-off', told: /^You may not exec here: .*decision/ },
      ],
      // where no debug pod may be made either
      [
        says('Error from server (Forbidden): pods "x" is forbidden: User "y" cannot create resource "pods/exec"', {
          evidence: null,
          control: 'none',
        }),
        { verdict: 'fault api-server client high', code: 'exec-forbidden' },
      ],
    ],
  ],
])('%s', (_, rows) => {
  it.each(rows.map(([situation, right]) => [situation.texts?.kubectl, right.verdict, situation, right] as const))(
    '%s: %s',
    (_text, _verdict, situation, { verdict, code, told = /./, step = /./, wayIn = false }) => {
      const is = diagnose(observation('docker', situation)).verdict;
      expect([verdictLine(is), is.cause]).toEqual([verdict, code]);
      expect([is.summary, ...is.because].join('\n')).toMatch(told);
      const steps = stepTexts(is.nextSteps).join('\n');
      expect(steps).toMatch(step);
      if (!is.candidates.some((layer) => layer === 'kubelet' || layer === 'dockerd') || code === 'debug-handlers-off') {
        expect([steps, is.remedy?.step.command ?? ''].join('\n')).not.toMatch(restart);
      }
      if (is.layer !== 'dockerd') expect(is.wayIn !== null).toBe(wayIn);
    },
  );
});

it.each<[string, Situation, boolean]>([
  ['i/o timeout', { texts: { kubectl: 'error dialing backend: dial tcp 10.0.0.5:10250: i/o timeout' } }, true],
  ['filtered on the node', { target: hanging, log: 'hang', kubelet: 'Connection timed out' }, true],
  // or packets too large for the way get lost: then it is one of two
  ['a hang', { target: hanging }, true],
])('the port of the kubelet is to be opened where none connects: %s', (_, more, isRemedy) => {
  const { verdict } = diagnose(
    observation('containerd', {
      ...{ target: 'kubectl:error ctr:ok runc:ok nsenter:ok', control: 'none', logReadable: false },
      ...{ facts: { 'kubelet.listens': 'yes' }, ...more },
    }),
  );
  expect(verdict.cause).toBe('kubelet-unreachable');
  expect([stepTexts(verdict.nextSteps).join('\n'), verdict.remedy !== null]).toEqual([
    expect.stringMatching(/large packets get lost/),
    isRemedy,
  ]);
});

it('what a program prints is none of these words', () => {
  const texts = { kubectl: 'error dialing backend: EOF\ncommand terminated with exit code 1' };
  const { verdict } = diagnose(
    observation('containerd', {
      target: 'kubectl:error ctr:ok runc:ok nsenter:ok',
      texts,
      execs: 'error ok error ok ok',
    }),
  );
  expect(verdict.candidates).not.toContain('api-server');
});
