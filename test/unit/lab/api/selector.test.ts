import { describe, expect, it } from 'vitest';
import type { ApiObject } from '../../../../lab/embedded/api/objects.ts';
import { pods } from '../../../../lab/embedded/api/resources.ts';
import { fieldSelector, labelSelector } from '../../../../lab/embedded/api/selector.ts';

const pod: ApiObject = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: {
    name: 'p',
    namespace: 'default',
    uid: 'u',
    resourceVersion: '1',
    creationTimestamp: '',
    labels: { app: 'nginx', tier: 'web' },
  },
  spec: { nodeName: 'n1' },
  status: { phase: 'Running' },
};

describe('label selectors', () => {
  const matches = (source: string, expected: boolean) => () => expect(labelSelector(source)(pod)).toBe(expected);
  it('none', matches('', true));
  it('=', matches('app=nginx', true));
  it('==', matches('app==nginx', true));
  it('another value', matches('app=apache', false));
  it('!=', matches('app!=nginx', false));
  it('!= of a label that is not there', matches('zone!=a', true));
  it('both', matches('app=nginx,tier=db', false));
  it('in', matches('tier in (db, web),app', true));
  it('notin', matches('tier notin (db,web)', false));
  it('exists', matches('app', true));
  it('does not exist', matches('!app', false));
  it('nonsense is refused', () => expect(() => labelSelector('a=b=c')).toThrow('unable to parse requirement: a=b=c'));
});

describe('field selectors', () => {
  const matches = (source: string, expected: boolean) => () => expect(fieldSelector(source, pods)(pod)).toBe(expected);
  it('by name', matches('metadata.name=p', true));
  it('by node and phase', matches('spec.nodeName=n1,status.phase!=Failed', true));
  it('by another node', matches('spec.nodeName=n2', false));
  it('a field that cannot be selected by', () =>
    expect(() => fieldSelector('spec.image=x', pods)).toThrow('field label not supported: spec.image'));
});
