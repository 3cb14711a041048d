import { describe, expect, it } from 'vitest';
import { diagnose } from '../../../src/diagnosis/diagnose.ts';
import type { RecordOf } from '../../../src/records/record.ts';
import { observation } from './observe.ts';

type Answer = RecordOf<'probe'>;

/** `docker:+--`: three execs by that client ended well, and the first of them brought its word. */
const heard = (subject: Answer['subject'], rows: string): readonly Answer[] =>
  (['runc', 'ctr', 'docker', 'crictl'] as const).flatMap((layer) =>
    [...(new RegExp(`${layer}:(\\S+)`).exec(rows)?.[1] ?? '')].map(
      (mark, index): Answer => ({
        ...{ r: 'probe', subject, layer, attempt: index + 1, method: 'echo', end: 'exited', code: 0, ms: 50 },
        ...{ seen: mark === '+', out: mark === '+' ? 'word' : '', err: '', command: ['word'], pass: 1 },
      }),
    ),
  );

/** What the probes of docker came to, as the matrix has it, with all that each client heard. */
function said(target: string, ofTarget: string, control: string, ofControl: string, execs?: string) {
  const { verdict } = diagnose(
    observation('docker', {
      ...{ target, control },
      ...(execs !== undefined && { execs }),
      evidence: { probes: [...heard('target', ofTarget), ...heard('control', ofControl)] },
    }),
  );
  return `${verdict.status} ${verdict.candidates.join()} ${verdict.scope} ${verdict.cause}`;
}

const works = 'kubectl:ok docker:ok ctr:ok runc:ok nsenter:ok*';
const dockerLoses = 'kubectl:silent docker:silent ctr:ok runc:ok nsenter:ok*';
const kubectlLoses = 'kubectl:silent docker:ok ctr:ok runc:ok nsenter:ok*';
const below = 'ctr:++++++ runc:++++++';

describe('execs that end well and bring nothing', () => {
  it.each<[string, Parameters<typeof said>, string]>([
    [
      'at docker now and then, of the control too: dockerd',
      [dockerLoses, `docker:--+--- ${below}`, dockerLoses, `docker:-+---- ${below}`],
      'degraded dockerd node output-lost',
    ],
    [
      'the last one came through: dockerd as well',
      [works, `docker:--+--+ ${below}`, works, `docker:-+---+ ${below}`],
      'degraded dockerd node output-lost',
    ],
    [
      'of the target alone: its program may tell one client from another',
      [dockerLoses, `docker:--+--- ${below}`, works, `docker:++++++ ${below}`],
      'degraded dockerd,container null output-lost',
    ],
    [
      'at kubectl, and docker was asked twice: it may have had luck',
      [kubectlLoses, 'docker:+ ctr:++++ runc:++++', works, 'docker:+ ctr:++++ runc:++++', 'silent ok silent ok silent'],
      'degraded client-path,api-server,kubelet,cri,dockerd,container null output-lost',
    ],
    ['one loss is chance', [works, `docker:-+ ${below}`, works, `docker:++ ${below}`], 'healthy  null null'],
    [
      'nothing comes through at all: a fault',
      [dockerLoses, `docker:------ ${below}`, dockerLoses, `docker:------ ${below}`],
      'fault dockerd node null',
    ],
    [
      'by no client, ever: the program prints nothing',
      [
        'kubectl:silent docker:silent ctr:silent runc:silent nsenter:ok*',
        'docker:--- ctr:--- runc:---',
        works,
        `docker:+ ctr:+ runc:+`,
      ],
      'inconclusive container null null',
    ],
  ])('%s', (_, situation, expected) => expect(said(...situation)).toBe(expected));
});

it.each(['', 'kubectl:ok docker:ok'])('kubectl, tried again and again, hears of one exec; passages %j', (passages) => {
  const seen = observation('docker', {
    ...{ target: dockerLoses, control: dockerLoses, execs: 'silent silent silent ok silent', passages },
    evidence: {
      probes: [...heard('target', `docker:++-+-- ${below}`), ...heard('control', `docker:------ ${below}`)],
    },
  });
  expect(diagnose(seen).verdict).toMatchObject({ status: 'degraded', layer: 'dockerd', cause: 'output-lost' });
});
