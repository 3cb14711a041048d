import { describe, expect, it } from 'vitest';
import { palette, wantsColor } from '../../../src/report/color.ts';

describe('wantsColor', () => {
  const colored = (flag: boolean | null, env: Record<string, string>, isTTY: boolean, wanted: boolean) => () =>
    expect(wantsColor(flag, env, isTTY)).toBe(wanted);
  it('a terminal', colored(null, {}, true, true));
  it('not a terminal', colored(null, {}, false, false));
  it('NO_COLOR', colored(null, { NO_COLOR: '1' }, true, false));
  it('NO_COLOR, empty, says nothing', colored(null, { NO_COLOR: '' }, true, true));
  it('dumb terminal', colored(null, { TERM: 'dumb' }, true, false));
  it('--color, not a terminal', colored(true, {}, false, true));
  it('--color wins over NO_COLOR', colored(true, { NO_COLOR: '1' }, true, true));
  it('--no-color', colored(false, {}, true, false));
});

describe('palette', () => {
  it('paints', () => expect(palette(true).red('x')).toBe('\x1b[31mx\x1b[39m'));
  it('leaves plain', () => expect(palette(false).red('x')).toBe('x'));
});
