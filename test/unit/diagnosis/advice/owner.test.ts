import { describe, expect, it } from 'vitest';
import { ownerOf } from '../../../../src/diagnosis/advice/owner.ts';
import { diagnose } from '../../../../src/diagnosis/diagnose.ts';
import { catalogue } from '../../../../src/knowledge/index.ts';
import type { Code } from '../../../../src/model/code.ts';
import type { Layer } from '../../../../src/model/layer.ts';
import type { Confidence, Finding, Owner } from '../../../../src/model/verdict.ts';
import { observationOf, recordedFaults } from '../recorded-observation.ts';

const finding = (code: Code): Finding => ({ code, layer: null, by: 'facts', summary: '', evidence: [] });

describe('whose it is', () => {
  it.each<[string, Layer[], Code | null, Owner | null, Confidence?]>([
    ['a daemon of the node', ['containerd'], null, 'node'],
    ['one of two, both of the node', ['containerd', 'shim'], null, 'node'],
    ['one of two, of which one is not of the node', ['api-server', 'kubelet'], null, null],
    ['the shim, and no word why', ['shim'], 'shim-unresponsive', 'node'],
    ['the shim, which too many execs of the application keep busy', ['shim'], 'exec-pile-up', 'application'],
    ['the shim, which waits for a runc that something holds', ['shim'], 'shim-waits-for-runc', null],
    ['the way to the API server', ['client-path'], null, null],
    ['the way to the API server, which does not know the account', ['client-path'], 'not-logged-in', 'client'],
    ['a right that was not granted', ['api-server'], 'exec-forbidden', 'control-plane'],
    ['a policy', ['api-server'], 'admission-denies-exec', 'control-plane'],
    ['the way from the API server to the kubelet', ['api-server'], 'kubelet-unreachable', null],
    ['a certificate, which both have a part in', ['kubelet'], 'kubelet-certificate-invalid', null],
    ['the container, and no word why', ['container'], null, null],
    ['the container, which somebody froze', ['container'], 'container-frozen', null],
    ['the container, which leaks processes', ['container'], 'pids-exhausted', 'application'],
    ['the container, whose record the node lost', ['container'], 'runc-state-missing', 'node'],
    ['a daemon of the node, hardly sure', ['containerd'], null, null, 'low'],
  ])('%s', (_, candidates, code, owner, confidence = 'high') =>
    expect(ownerOf({ status: 'fault', candidates, confidence }, code && finding(code))).toBe(owner),
  );

  it('is not known where the evidence does not decide', () =>
    expect(ownerOf({ status: 'inconclusive', candidates: ['shim'], confidence: 'medium' }, null)).toBeNull());

  it('is never the node where the catalogue knows of no layer of it', () => {
    const ofNode = /^(kubelet|cri|dockerd|containerd|shim|runc|container)$/;
    const wrong = catalogue.filter(({ code, layers }) => {
      const owner = ownerOf({ status: 'fault', candidates: layers, confidence: 'high' }, finding(code));
      return owner === 'node' && !layers.some((layer) => ofNode.test(layer));
    });
    expect(wrong).toEqual([]);
  });
});

it.each<[string, Owner | null]>([
  ['shim-hang-nginx1', 'node'],
  ['dockerd-hang-by-ssh', 'node'],
  ['kubelet-down', 'node'],
  ['kubelet-unreachable-drop', null],
  ['exec-forbidden', 'control-plane'],
  ['frozen-nginx1', null],
  ['dev-null-missing-nginx1', 'application'],
  ['user-removed', 'application'],
  ['dockerd-hang', null],
  ['zombies-nginx1', null],
])('of the recorded fault %s: %s', (name, owner) => {
  const found = recordedFaults(['docker']).find((each) => each.name === name);
  expect(found && diagnose(observationOf(found.recording)).verdict.owner).toBe(owner);
});
