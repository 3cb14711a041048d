import { expect, it } from 'vitest';
import { quantity } from '../../../../lab/embedded/kubelet/quantity.ts';

const is = (source: string, value: number | undefined) => () => expect(quantity(source)).toBe(value);

it('a number', is('2', 2));
it('a fraction', is('0.5', 0.5));
it('thousandths', is('500m', 0.5));
it('binary', is('16Mi', 16 * 1024 * 1024));
it('decimal', is('16M', 16e6));
it('an unknown unit', is('1Xi', undefined));
it('no number', is('much', undefined));
