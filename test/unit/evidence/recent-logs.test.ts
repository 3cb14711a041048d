import { describe, expect, it } from 'vitest';
import { recentLogs } from '../../../src/evidence/recent-logs.ts';
import { sortRecords } from '../../../src/records/evidence.ts';

const now = Date.parse('2026-03-01T12:00:00Z');
const told = (line: string, facts: Record<string, string> = { 'node.time': String(now / 1000) }) =>
  recentLogs(
    sortRecords([
      ...Object.entries(facts).map(([k, v]) => ({ r: 'fact', k, v }) as const),
      { r: 'log', of: 'dockerd', v: line },
    ]),
    3_600_000,
  ).length === 1;

describe('lines of the logs', () => {
  it.each<[string, boolean]>([
    ['time="2026-03-01T11:59:00.123456789Z" level=error msg=x', true],
    ['time="2026-03-01T10:59:00Z" level=error msg=x', false],
    ['time="2026-03-01T12:30:00.5+01:00" level=error msg=x', true],
    ['{"level":"error","msg":"x","time":"2025-03-01T11:59:00Z"}', false],
    // the kubelet's have no year and no zone
    ['E0301 09:00:00.000000     195 kubelet.go:2243] x', true],
  ])('%s', (line, expected) => expect(told(line)).toBe(expected));
  it('are kept where the node has no clock to go by', () =>
    expect(told('time="2020-03-01T10:59:00Z" level=error', {})).toBe(true));
});
