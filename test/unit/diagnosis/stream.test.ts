import { describe, expect, it } from 'vitest';
import { shellAccess } from '../../../src/diagnosis/advice/shell-access.ts';
import { diagnose } from '../../../src/diagnosis/diagnose.ts';
import type { RuntimeFamilyName } from '../../../src/model/runtime-family.ts';
import type { Step } from '../../../src/model/step.ts';
import { observation, type Situation, verdicts } from './observe.ts';
import { stepText } from './step-text.ts';

const textOf = (step: Step | null) => step && stepText(step);

const below = { docker: 'docker:ok ctr:ok runc:ok nsenter:ok', containerd: 'ctr:ok runc:ok nsenter:ok' } as const;
const down = 'dial tcp 127.0.0.1:34955: connect: connection refused';
const refused = {
  kubectl: `error: Internal error occurred: error sending request: Post "http://127.0.0.1:34955/exec/gU1PMC4l": ${down}`,
};
// as logrus quotes it where it has no terminal
const streamText = `level=fatal msg="execing command in container: error sending request: Post \\"http://127.0.0.1:34955/exec/x\\": ${down}"`;
const withoutScheme = {
  kubectl:
    'error: Internal error occurred: error sending request: Post "//[::]:33733/cri/exec/p09n54Wf": http: server gave HTTP response to HTTPS client',
};
const forbidden = { kubectl: 'Error from server (Forbidden): pods "x" is forbidden: cannot exec into a pod' };
const unknown = { kubectl: 'error: unable to upgrade connection: container not found ("nginx")' };
const wrongAddress = { kubectl: 'error dialing backend: dial tcp 10.0.2.15:10010: getsockopt: connection refused' };
const both = (texts: Situation['texts'] = {}): Situation => ({ texts, controlTexts: texts });

for (const family of ['docker', 'containerd'] as const) {
  const hang = `kubectl:hang crictl:ok ${below[family]}`;
  const error = `kubectl:error crictl:ok ${below[family]}`;
  const ok = `kubectl:ok crictl:ok ${below[family]}`;
  const notAsked = `crictl:ok ${below[family]}`;

  describe(`kubectl fails and crictl -s works, on a ${family} node`, () => {
    verdicts(family, [
      // not asked without -s: as it is without
      [{ target: hang, control: hang }, 'fault client-path|api-server|kubelet|cri node low'],
      [{ target: hang, control: hang, streams: 'flaky hang' }, 'fault client-path|api-server|kubelet|cri node low'],
      [
        { target: hang, control: hang, streams: 'skipped skipped' },
        'fault client-path|api-server|kubelet|cri node low',
      ],
      // the stream server fails too
      [{ target: hang, control: hang, streams: 'hang hang' }, 'fault cri node medium'],
      [{ target: error, control: error, streams: 'error error', streamText }, 'fault cri node medium'],
      [{ target: error, control: error, ...both(refused), streams: 'error error', streamText }, 'fault cri node high'],
      [{ target: error, control: error, ...both(wrongAddress), streams: 'error hang' }, 'fault cri node high'],
      [{ target: hang, control: notAsked, streams: 'hang hang' }, 'fault cri node medium'],
      // nobody knows of the control
      [{ target: hang, control: 'none', streams: 'hang' }, 'fault cri ? medium'],
      [{ target: hang, control: hang, streams: 'hang flaky' }, 'fault cri node medium'],
      // for the target only
      [{ target: hang, control: ok, streams: 'hang ok' }, 'inconclusive cri|container ? low'],
      [{ target: hang, control: notAsked, streams: 'error ok' }, 'inconclusive cri|container ? low'],
      // the stream server works: above it
      [{ target: hang, control: hang, streams: 'ok ok' }, 'fault client-path|api-server|kubelet node low'],
      [{ target: hang, control: hang, streams: 'ok' }, 'fault client-path|api-server|kubelet node low'],
      [{ target: hang, control: ok, streams: 'ok ok' }, 'inconclusive kubelet|container ? low'],
      [{ target: hang, control: 'none', streams: 'ok' }, 'fault client-path|api-server|kubelet ? low'],
    ]);
  });

  describe(`what crictl meets there says nothing of kubectl's failure, on a ${family} node`, () => {
    verdicts(family, [
      // kubectl gets through to the control
      [{ target: hang, control: ok, streams: 'hang hang' }, 'inconclusive kubelet|cri|container ? low'],
      [{ target: hang, control: ok, streams: 'hang' }, 'inconclusive kubelet|cri|container ? low'],
      // crictl gets through to the control, and kubectl does not
      [{ target: hang, control: hang, streams: 'hang ok' }, 'fault client-path|api-server|kubelet|cri node low'],
      // crictl's own: no host in the address, a certificate, a protocol
      ...[
        'Post "http://http://127.0.0.1:10250/cri/exec/x": invalid URL port',
        'error sending request: Post "https://node1:10250/cri/exec/x": dial tcp: lookup node1: no such host',
        'Post "https://10.0.0.1:3333/exec/x": x509: certificate is valid for 10.0.0.2',
        'unable to upgrade connection: 404 page not found',
        'Upgrade request required',
      ].map((text): readonly [Situation, string] => [
        { target: hang, control: hang, streams: 'error error', streamText: text },
        'fault client-path|api-server|kubelet|cri node low',
      ]),
      // kubectl's text is from elsewhere
      [{ target: error, control: error, ...both(forbidden), streams: 'hang hang' }, 'fault api-server client high'],
      [{ target: error, control: error, ...both(unknown), streams: 'hang hang' }, 'fault kubelet|cri node medium'],
      [{ target: error, control: error, ...both(unknown), streams: 'ok ok' }, 'fault kubelet|cri node medium'],
      [{ target: hang, control: hang, websocket: 'ok', streams: 'hang hang' }, 'fault client-path client medium'],
      [
        { target: hang, control: hang, logReadable: false, streams: 'hang hang' },
        'fault api-server of api-server|kubelet node medium',
      ],
      [{ target: hang, control: hang, kubeletSilent: true, streams: 'hang hang' }, 'fault kubelet node medium'],
      [{ target: hang, control: hang, processes: 'kubelet:T', streams: 'hang hang' }, 'fault kubelet node high'],
      // kubectl's text names it, and crictl gets through: it comes and goes; or crictl puts up with the address
      [{ target: error, control: error, ...both(refused), streams: 'ok ok' }, 'fault cri node medium'],
      [{ target: error, control: error, ...both(withoutScheme), streams: 'ok ok' }, 'fault cri node high'],
      [{ target: error, control: error, ...both(wrongAddress), streams: 'ok ok' }, 'fault kubelet|cri node medium'],
      // kubectl works
      [{ target: ok, control: ok, streams: 'error error', streamText }, 'healthy high'],
      [{ target: ok, control: ok, streams: 'hang ok' }, 'healthy high'],
      // crictl -s does not
      [{ target: `kubectl:hang crictl:hang ${below[family]}`, control: ok, streams: '' }, 'fault cri container medium'],
    ]);
  });
}

const seen = (situation: Situation, family: RuntimeFamilyName = 'containerd') => observation(family, situation);
const target = 'kubectl:error crictl:ok docker:ok ctr:ok runc:ok nsenter:ok';

describe('what is told', () => {
  it('which of the two forms failed', () => {
    const { because } = diagnose(seen({ target, control: target, streams: 'error error', streamText })).verdict;
    expect(because).toContain(
      "crictl works for the target with -s, which goes to the runtime itself, and fails without it, through the CRI's stream server, where kubectl's request goes too; for the control as well.",
    );
  });
  it('that both work', () =>
    expect(diagnose(seen({ target, control: target, streams: 'ok' })).verdict.because).toContain(
      "crictl works for the target through the CRI's stream server too (without -s): that is where kubectl's request goes, so the CRI is sound.",
    ));
  it('its text is matched like any other', () => {
    const { verdict, findings } = diagnose(seen({ target, control: target, streams: 'error error', streamText }));
    expect(verdict.cause).toBe('stream-server-down');
    expect(findings[0]?.evidence).toEqual([`crictl's failure without -s: ${streamText}`]);
  });
  it('not where it says nothing of the failure', () => {
    const control = target.replace('kubectl:error', 'kubectl:ok');
    const { verdict, findings } = diagnose(seen({ target, control, streams: 'error error', streamText }));
    expect(verdict.cause).toBeNull();
    expect(findings.map(({ code }) => code)).not.toContain('stream-server-down');
  });
  it('where kubectl works, a finding that accuses nobody', () => {
    const { verdict, findings } = diagnose(seen({ streams: 'error error', streamText }));
    expect(verdict.status).toBe('healthy');
    expect(findings).toMatchObject([{ code: 'probe-not-trusted', layer: null, evidence: [`crictl: ${streamText}`] }]);
  });
});

it.each<[string, string | null]>([
  ['hang hang', `docker exec -it ${'c'.repeat(64)} sh   # on node node1, as root`],
  ['ok ok', `crictl exec -it ${'c'.repeat(64)} sh   # on node node1, as root`],
  ['', `crictl exec -it ${'c'.repeat(64)} sh   # on node node1, as root`],
])('a shell needs the stream server: %j: %s', (streams, way) =>
  expect(textOf(shellAccess(seen({ target, streams }, 'docker')))).toBe(way),
);
