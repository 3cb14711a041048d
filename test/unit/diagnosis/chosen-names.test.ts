import { describe, expect, it } from 'vitest';
import { withoutChosenNames } from '../../../src/diagnosis/chosen-names.ts';
import { diagnose } from '../../../src/diagnosis/diagnose.ts';
import { catalogue } from '../../../src/knowledge/index.ts';
import { eachHolds } from '../../each-holds.ts';
import { sampled } from '../../sampled.ts';
import { observation, type Situation } from './observe.ts';
import { type RecordedFault, recordedFaults } from './recorded-observation.ts';

const oci = (said: string) =>
  `OCI runtime exec failed: exec failed: unable to start container process: ${said}: unknown`;
/** Go's %q, as the layers above quote it again. */
const quoted = (name: string, times = 1): string => {
  const once = JSON.stringify(name);
  return times === 1 ? once : JSON.stringify(once).slice(1, -1);
};

/** How a layer repeats a name, whole and cut. */
const forms: Readonly<Record<string, (name: string) => string>> = {
  "runc's working directory": (name) =>
    oci(`chdir to cwd (${quoted(name)}) set in config.json failed: no such file or directory`),
  'quoted twice': (name) =>
    oci(`chdir to cwd (${quoted(name, 2)}) set in config.json failed: no such file or directory`),
  'so long that the rest was cut': (name) =>
    oci(`chdir to cwd (${quoted(`/${'x'.repeat(1_500)}${name}${'y'.repeat(900)}`)}`).slice(0, 1_900),
  'of which the last bytes came': (name) =>
    `…${`${name}") set in config.json failed: no such file or directory: unknown`.slice(-90)}`,
  "crun's": (name) => oci(`chdir to \`${name}\`: No such file or directory`),
  "dockerd's user": (name) =>
    `Error response from daemon: unable to find user ${name}: no matching entries in passwd file`,
  'whose end came': (name) => `…${`${name}: no matching entries in passwd file`.slice(-90)}`,
};

const recorded = recordedFaults(['docker', 'containerd']);
const texts = [
  ...catalogue.flatMap(({ code, texts: known }) =>
    known.map(({ example }) => ({ code: code as string, text: example })),
  ),
  ...recorded.flatMap(({ name, recording }: RecordedFault) =>
    recording.probes.flatMap(({ outcome, text }) => (outcome === 'error' && text ? [{ code: name, text }] : [])),
  ),
];

describe.each(Object.entries(forms))('a name in the words of a layer: %s', (_, form) => {
  const isUser = /passwd/.test(form('x'));
  const layer = isUser ? 'docker' : 'runc';
  it('reads like nothing but a name', () =>
    eachHolds(
      sampled('names that read like the words of a layer', 12, texts),
      ({ code }) => code,
      ({ text }) => {
        const asked = (name: string): Situation => ({
          target: isUser
            ? 'kubectl:error docker:error ctr:ok runc:ok nsenter:ok'
            : 'kubectl:error docker:error ctr:error runc:error nsenter:ok',
          control: 'kubectl:ok docker:ok ctr:ok runc:ok nsenter:ok',
          texts: { [layer]: form(name), docker: form(name), kubectl: form(name) },
        });
        const { verdict, findings } = diagnose(observation('docker', asked(text)));
        const plain = diagnose(observation('docker', asked('name')));
        const told = ({ layer: at, scope, cause, remedy, owner, status }: typeof verdict) => ({
          at,
          scope,
          cause,
          remedy,
          owner,
          status,
        });
        expect(told(verdict)).toEqual(told(plain.verdict));
        expect(findings.map(({ code }) => code)).toEqual(plain.findings.map(({ code }) => code));
      },
    ));
});

it.each([
  ['root: no matching entries in passwd file', 'user-missing'],
  ['0: read /etc/passwd: is a directory', null],
  ['0: open /etc/passwd: input/output error', null],
  ['0: something new', null],
])('a user that is not found is called missing by the words for that alone: %s', (said, cause) => {
  const text = `unable to find user ${said}`;
  const told = diagnose(
    observation('docker', {
      ...{ target: 'kubectl:error docker:error ctr:ok runc:ok nsenter:ok', texts: { kubectl: text, docker: text } },
    }),
  );
  expect(told.verdict).toMatchObject({ status: 'fault', cause });
  expect(JSON.stringify(told).includes('no matching entries')).toBe(cause !== null);
});

it("kubectl's own line stays behind it", () => {
  const text = `unable to find user x y: no matching entries in passwd file\ncommand terminated with exit code 126`;
  const [probe] = withoutChosenNames(
    observation('docker', { target: 'kubectl:error', texts: { kubectl: text } }),
  ).probes;
  expect(probe?.outcome).toMatchObject({ text: text.replace('x y', '…') });
});

describe('what decides may quote any layer: the decision counts', () => {
  const quote = oci(
    'error adding pid 9 to cgroups: open /sys/fs/cgroup/pids/x/cgroup.procs: no such file or directory',
  );
  const plugin = `Error response from daemon: authorization denied by plugin opa: ${oci('runc: no such file')}`;
  const ok = 'docker:ok ctr:ok runc:ok nsenter:ok';
  it.each<[string, Situation, string]>([
    [
      'an admission webhook',
      {
        target: `kubectl:error ${ok}`,
        control: `kubectl:error ${ok}`,
        texts: { kubectl: `Error from server: admission webhook "exec.c.io" denied the request: ${quote}` },
      },
      'admission-denies-exec',
    ],
    [
      'a plugin of dockerd',
      {
        target: 'kubectl:error docker:error ctr:ok runc:ok nsenter:ok',
        control: 'kubectl:error docker:error ctr:ok runc:ok nsenter:ok',
        texts: { kubectl: `error: Internal error occurred: ${plugin}`, docker: plugin },
      },
      'docker-refuses-exec',
    ],
  ])('of %s', (_, situation, cause) => {
    const { verdict, findings } = diagnose(observation('docker', situation));
    expect(verdict).toMatchObject({ status: 'fault', cause });
    expect(findings.map(({ code }) => code)).toEqual([cause]);
    expect(verdict.wayIn).toBeNull();
  });
});
