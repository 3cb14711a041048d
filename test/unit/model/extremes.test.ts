import { describe, expect, it } from 'vitest';
import { greatest, least } from '../../../src/model/extremes.ts';

const many = Array.from({ length: 1_000_000 }, (_, index) => index);

describe('of a million', () => {
  it('a call with as many arguments overflows the stack', () => expect(() => Math.max(...many)).toThrow(RangeError));
  it('the greatest', () => expect(greatest(many)).toBe(999_999));
  it('the least', () => expect(least(many)).toBe(0));
});

it('at least so much', () => expect([greatest([1], 2), greatest([3], 2), greatest([], 2)]).toEqual([2, 3, 2]));
