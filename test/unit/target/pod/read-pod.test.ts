import { describe, expect, it } from 'vitest';
import { ApiObject } from '../../../../src/target/api-object.ts';
import { selectorOf } from '../../../../src/target/pod/read-pod.ts';

describe('the selector', () => {
  const is = (selector: object | null, text: string) =>
    it(text || '(none)', () => expect(selectorOf(new ApiObject({ spec: { selector } }))).toBe(text));

  is(null, '');
  is({}, '');
  is({ app: 'web', tier: 'front' }, 'app=web,tier=front');
  is({ matchLabels: { app: 'web' } }, 'app=web');
  is({ matchLabels: { app: 'web' }, matchExpressions: [{ key: 'x', operator: 'Exists' }] }, 'app=web,x');
  is({ matchExpressions: [{ key: 'x', operator: 'DoesNotExist' }] }, '!x');
  is({ matchExpressions: [{ key: 'x', operator: 'In', values: ['a', 'b'] }] }, 'x in (a,b)');
  is({ matchExpressions: [{ key: 'x', operator: 'NotIn', values: ['a'] }] }, 'x notin (a)');
});
