import type { ApiObject } from './api-object.ts';

/** What the kubelet last said that a container does. */
export type ContainerState =
  | { readonly kind: 'running'; readonly startedAt: string | null }
  | { readonly kind: 'waiting'; readonly reason: string; readonly message: string }
  | {
      readonly kind: 'terminated';
      readonly exitCode: number | null;
      /** 0: none. */
      readonly signal: number;
      readonly reason: string;
      readonly finishedAt: string;
    }
  | { readonly kind: 'unknown' };

export function parseContainerState(state: ApiObject): ContainerState {
  if (state.at('running').exists) return { kind: 'running', startedAt: state.text('running', 'startedAt') || null };
  const waiting = state.at('waiting');
  if (waiting.exists) return { kind: 'waiting', reason: waiting.text('reason'), message: waiting.text('message') };
  const terminated = state.at('terminated');
  if (!terminated.exists) return { kind: 'unknown' };
  return {
    kind: 'terminated',
    exitCode: terminated.integer('exitCode'),
    signal: terminated.integer('signal') ?? 0,
    reason: terminated.text('reason'),
    finishedAt: terminated.text('finishedAt'),
  };
}

/** As the predicate of a sentence whose subject is the container. */
export function describeState(state: ContainerState): string {
  switch (state.kind) {
    case 'running':
      return state.startedAt ? `has been running since ${state.startedAt}` : 'is running';
    case 'waiting':
      return `is waiting (${[state.reason, state.message].filter(Boolean).join(': ') || 'no reason given'})`;
    case 'terminated': {
      const how = [
        state.exitCode === null ? '' : `exit code ${state.exitCode}`,
        state.signal ? `signal ${state.signal}` : '',
        state.reason,
      ];
      return `ended${state.finishedAt ? ` at ${state.finishedAt}` : ''} (${how.filter(Boolean).join(', ')})`;
    }
    case 'unknown':
      return 'has no state yet';
  }
}
