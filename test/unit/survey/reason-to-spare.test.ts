import { describe, expect, it } from 'vitest';
import type { StartFailure } from '../../../src/debug-pod/start-failure.ts';
import { limits } from '../../../src/limits.ts';
import type { Report } from '../../../src/model/report.ts';
import type { Scope } from '../../../src/model/verdict.ts';
import { reasonToSpare } from '../../../src/survey/turns.ts';
import { report } from '../report/build-report.ts';
import { fault } from '../report/situations.ts';

const faultOf = (scope: Scope | null): Report =>
  report({ verdict: fault({ layer: 'shim', candidates: ['shim'], scope }) });
const { target } = report();
const noPod = (kind: StartFailure['kind']) =>
  report({ observed: { ...report().observed, startFailure: { kind, text: '' } } });

describe('one more container of a node is examined', () => {
  it.each<[string, readonly Report[], string | null]>([
    ['where none was yet', [], null],
    ['after a fault of one container alone', [faultOf('container')], null],
    ['after a fault of another pod', [{ ...faultOf('pod'), target: { ...target, podUID: 'another' } }], null],
    ['not after a fault of its pod', [faultOf('container'), faultOf('pod')], 'see default/nginx1/nginx'],
    ['after one that was healthy by then', [report()], null],
    ['not after a fault of the node', [faultOf('container'), faultOf('node')], 'see default/nginx1/nginx'],
    ['not after a fault of the cluster', [faultOf('cluster')], 'see default/nginx1/nginx'],
    ['not after one of this client', [faultOf('client')], 'see default/nginx1/nginx'],
    ['not where no debug pod starts', [noPod('runtime')], 'see default/nginx1/nginx'],
    ['nor where the kubelet is silent', [noPod('silent')], 'see default/nginx1/nginx'],
    ['where the image of the other was not there', [noPod('image')], null],
    ['where the namespace of the other refused it', [noPod('rejected')], null],
    [
      'not after so many',
      Array.from({ length: limits.examinedOfANode }, () => faultOf('container')),
      '5 of this node were; name it alone to have it examined too',
    ],
  ])('%s', (_, reports, why) => expect(reasonToSpare(target, reports)).toBe(why));
});
