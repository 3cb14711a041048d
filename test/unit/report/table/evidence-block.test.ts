import { describe, expect, it } from 'vitest';
import { renderTable } from '../../../../src/report/table/render-table.ts';
import { report } from '../build-report.ts';
import { situations } from '../situations.ts';

const table = (name: keyof typeof situations) =>
  renderTable(situations[name] ?? report(), { width: 80, color: false, unicode: true });

describe('beside the verdict stands', () => {
  it.each<[string, RegExp]>([
    [
      'what each layer has of the container',
      /^What each layer has.*\n {2}api-server {2}running\n {2}dockerd {5}running, process/m,
    ],
    ['wrapped below itself', /^ {2}containerd {2}knows the container.*\n {14}lists it as UNKNOWN$/m],
    ['what breaks after what breaks next', /^What breaks then:\n.*is taken out of\n? *service 31 s/m],
    [
      'what was warned of',
      /^Warnings of the last hour \(by whoever may write events\):\n {2}- pod: Unhealthy \(7 times\), from kubelet: Liveness/m,
    ],
    [
      'what the kubelet itself tells',
      /^From the kubelet itself:\n {2}- Since it started, the kubelet has met 7 errors/m,
    ],
    ['the log of the layer at fault', /^Last lines of the logs:\n {4}containerd: level=error/m],
  ])('%s', (_, text) => expect(table('shim hangs')).toMatch(text));
});
