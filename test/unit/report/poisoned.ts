import type { Report } from '../../../src/model/report.ts';

/** Our own words, by which programs tell things apart; every other string may come from outside. */
const ownKeys = new Set([
  'kind',
  'name',
  'subject',
  'method',
  'runtime',
  'containerKind',
  'status',
  'layer',
  'candidates',
]);
const alsoOwn = new Set([
  'scope',
  'confidence',
  'owner',
  'ends',
  'cause',
  'outcome',
  'probe',
  'userland',
  'recordsFrom',
  'on',
  'action',
  'applies',
]);

/** The same report with the poison before every text that may come from outside. */
export function poisoned(report: Report, poison: string): Report {
  const spoil = (key: string, value: unknown): unknown => {
    if (ownKeys.has(key) || (alsoOwn.has(key) && typeof value === 'string')) return value;
    if (typeof value === 'string') return poison + value;
    if (key === 'verified') return value;
    if (Array.isArray(value)) return value.map((member) => spoil('', member));
    if (typeof value !== 'object' || value === null) return value;
    const rename = key === 'facts' ? (name: string) => poison + name : (name: string) => name;
    return Object.fromEntries(Object.entries(value).map(([name, member]) => [rename(name), spoil(name, member)]));
  };
  return spoil('', report) as Report;
}
