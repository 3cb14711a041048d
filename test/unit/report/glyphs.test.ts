import { describe, expect, it } from 'vitest';
import { toASCII, wantsUnicode } from '../../../src/report/glyphs.ts';

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
