import { describe, expect, it } from 'vitest';
import { proxyFor } from '../../../../src/cluster/connection/proxy.ts';

const goesBy = (server: string, env: NodeJS.ProcessEnv, expected: string | null, proxyURL?: string) => () =>
  expect(proxyFor(new URL(server), proxyURL, env)?.href ?? null).toBe(expected);

describe('the environment', () => {
  it('HTTPS_PROXY for https', goesBy('https://api', { HTTPS_PROXY: 'http://p:3128' }, 'http://p:3128/'));
  it('https_proxy for https', goesBy('https://api', { https_proxy: 'http://p:3128' }, 'http://p:3128/'));
  it('upper case first', goesBy('https://api', { HTTPS_PROXY: 'http://a', https_proxy: 'http://b' }, 'http://a/'));
  it('an empty one counts as none', goesBy('https://api', { HTTPS_PROXY: '', https_proxy: 'http://b' }, 'http://b/'));
  it('HTTP_PROXY not for https', goesBy('https://api', { HTTP_PROXY: 'http://p' }, null));
  it('HTTP_PROXY for http', goesBy('http://api', { HTTP_PROXY: 'http://p:1' }, 'http://p:1/'));
  it('http_proxy for http', goesBy('http://api', { http_proxy: 'http://p:1' }, 'http://p:1/'));
  it('ALL_PROXY is not Go’s', goesBy('https://api', { ALL_PROXY: 'http://p' }, null));
  it('without a scheme', goesBy('https://api', { HTTPS_PROXY: 'p:3128' }, 'http://p:3128/'));
  it('SOCKS', goesBy('https://api', { HTTPS_PROXY: 'socks5://p:1080' }, 'socks5://p:1080'));
  it('what is no address is ignored', goesBy('https://api', { HTTPS_PROXY: 'a b' }, null));
  it('NO_PROXY', goesBy('https://api', { HTTPS_PROXY: 'http://p', NO_PROXY: 'api' }, null));
  it('no_proxy', goesBy('https://api', { HTTPS_PROXY: 'http://p', no_proxy: 'api' }, null));
  it('none', goesBy('https://api', {}, null));
});

describe('proxy-url', () => {
  it('wins over the environment', goesBy('https://api', { HTTPS_PROXY: 'http://e' }, 'http://k:1/', 'http://k:1'));
  it('is not subject to NO_PROXY', goesBy('https://127.0.0.1', { NO_PROXY: '*' }, 'http://k:1/', 'http://k:1'));
  it('must be an address', () =>
    expect(() => proxyFor(new URL('https://api'), 'a b', {})).toThrow('"a b", which is not an address'));
});
