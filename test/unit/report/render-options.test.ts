import { describe, expect, it } from 'vitest';
import { palette, toASCII, wantsColor, wantsUnicode } from '../../../src/report/render-options.ts';

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

describe('wantsUnicode', () => {
  const locale = (env: Record<string, string>, wanted: boolean) => () => expect(wantsUnicode(env)).toBe(wanted);
  it('LANG', locale({ LANG: 'de_DE.UTF-8' }, true));
  it('C.utf8', locale({ LANG: 'C.utf8' }, true));
  it('Latin-1', locale({ LANG: 'de_DE.ISO-8859-1' }, false));
  it('POSIX', locale({ LANG: 'C' }, false));
  it('unset', locale({}, false));
  it('LC_ALL wins', locale({ LC_ALL: 'C', LC_CTYPE: 'C.UTF-8', LANG: 'C.UTF-8' }, false));
  it('LC_CTYPE wins over LANG', locale({ LC_CTYPE: 'C.UTF-8', LANG: 'C' }, true));
  it('an empty variable says nothing', locale({ LC_ALL: '', LANG: 'C.UTF-8' }, true));
});

describe('toASCII', () => {
  it('typography', () => expect(toASCII('“a”… ‘b’ – c')).toBe(`"a"... 'b' - c`));
  it('anything else', () => expect(toASCII('für 漢🙂')).toBe('f?r ??'));
});
