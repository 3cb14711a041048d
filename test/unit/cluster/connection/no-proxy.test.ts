import { describe, expect, it } from 'vitest';
import { isExempt } from '../../../../src/cluster/connection/proxy.ts';

const exempt = (server: string, noProxy: string) => () => expect(isExempt(new URL(server), noProxy)).toBe(true);
const proxied = (server: string, noProxy: string) => () => expect(isExempt(new URL(server), noProxy)).toBe(false);

describe('this machine is never proxied', () => {
  it('localhost', exempt('https://localhost:6443', ''));
  it('127.0.0.1', exempt('https://127.0.0.1:6443', ''));
  it('all of 127/8', exempt('https://127.8.9.1:6443', ''));
  it('::1', exempt('https://[::1]:6443', ''));
  it('a name that only begins so', proxied('https://localhost.example.com', ''));
});

describe('names', () => {
  it('itself', exempt('https://api.example.com', 'api.example.com'));
  it('what is below it', exempt('https://api.example.com', 'example.com'));
  it('the domain itself', exempt('https://example.com', 'example.com'));
  it('with a dot: what is below it', exempt('https://api.example.com', '.example.com'));
  it('with a dot: not itself', proxied('https://example.com', '.example.com'));
  it('with a star: what is below it', exempt('https://api.example.com', '*.example.com'));
  it('with a star: not itself', proxied('https://example.com', '*.example.com'));
  it('a part of a label is not enough', proxied('https://myexample.com', 'example.com'));
  it('upper and lower case', exempt('https://API.Example.com', 'EXAMPLE.COM'));
  it('of several, with blanks', exempt('https://api.example.com', 'a.test, example.com ,b.test'));
  it('empty entries', proxied('https://api.example.com', ',, ,'));
  it('everything', exempt('https://api.example.com', '*'));
  it('everything, among others', exempt('https://10.0.0.1', 'a.test,*'));
  it('a star inside a name is no wildcard', proxied('https://api.example.com', 'api.*.com'));
});

describe('addresses', () => {
  it('itself', exempt('https://10.0.0.1:6443', '10.0.0.1'));
  it('another one', proxied('https://10.0.0.1:6443', '10.0.0.2'));
  it('a range', exempt('https://10.1.2.3:6443', '10.0.0.0/8'));
  it('not in the range', proxied('https://11.1.2.3:6443', '10.0.0.0/8'));
  it('a range says nothing of names', proxied('https://api.test', '0.0.0.0/0'));
  it('an IPv6 address, in any spelling', exempt('https://[fd00::1]:6443', 'fd00:0::1'));
  it('an IPv6 range', exempt('https://[fd00::1:2]:6443', 'fd00::/8'));
  it('an IPv4 range says nothing of IPv6', proxied('https://[fd00::1]', '0.0.0.0/0'));
  it('a damaged range', proxied('https://10.0.0.1', '10.0.0.0/99'));
  it('a suffix is for names only', proxied('https://10.0.0.1', '.0.0.1'));
});

describe('ports', () => {
  it('the same', exempt('https://api.test:6443', 'api.test:6443'));
  it('another one', proxied('https://api.test:6443', 'api.test:443'));
  it('the one that https means', exempt('https://api.test', 'api.test:443'));
  it('of an address', exempt('https://10.0.0.1:6443', '10.0.0.1:6443'));
  it('of an IPv6 address', exempt('https://[fd00::1]:6443', '[fd00::1]:6443'));
  it('of a domain', exempt('https://a.api.test:6443', '.api.test:6443'));
  it('a port alone', proxied('https://api.test:6443', ':6443'));
});
