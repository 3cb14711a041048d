import { diagnoseInvocation } from '../../../src/command-line/diagnose-invocation.ts';
import type { DiagnoseInvocation } from '../../../src/command-line/invocation.ts';
import type { ResolvedTarget } from '../../../src/target/resolve-target.ts';
import { observation } from '../diagnosis/observe.ts';

/** A command line, as the product takes it apart. */
export const invocation = (words = 'pod/nginx1'): DiagnoseInvocation => diagnoseInvocation(words.split(' '), {});

export const target = observation('docker').target;

export const resolved = (more: Partial<ResolvedTarget> = {}): ResolvedTarget => ({
  target,
  imagePullSecrets: ['pull'],
  notices: [],
  ...more,
});
