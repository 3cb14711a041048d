import { BlockList, isIP } from 'node:net';
import { hostOf, portOf } from './host-and-port.ts';

/** True where NO_PROXY, or being this very machine, exempts the server. The rules are those of golang.org/x/net/http/httpproxy. */
export function isExempt(server: URL, noProxy: string): boolean {
  const host = hostOf(server);
  const port = String(portOf(server));
  if (host === 'localhost' || loopback.check(host, family(host))) return true;
  return noProxy
    .split(',')
    .map((entry) => entry.trim().toLowerCase())
    .some((entry) => entry !== '' && matches(entry, host, port));
}

function matches(entry: string, host: string, port: string): boolean {
  if (entry === '*') return true;
  if (entry.includes('/')) return inRange(host, entry);
  const { name, onlyPort } = split(entry);
  if (name === '' || (onlyPort !== '' && onlyPort !== port)) return false;
  if (isIP(name)) return isIP(host) !== 0 && listOf(name, isIP(name) === 4 ? 32 : 128).check(host, family(host));
  if (isIP(host)) return false;
  // `example.com` stands for itself and all below it; `.example.com` and `*.example.com` for what is below it only.
  const suffix = name.replace(/^\*(?=\.)/, '');
  return suffix.startsWith('.') ? host.endsWith(suffix) : host === suffix || host.endsWith(`.${suffix}`);
}

/** `host:port`, `[::1]:port`, or a name or address alone. */
function split(entry: string): { name: string; onlyPort: string } {
  if (isIP(entry)) return { name: entry, onlyPort: '' };
  const parts = /^(?:\[([^\]]*)\]|([^:]*))(?::(\d*))?$/.exec(entry);
  return { name: parts?.[1] ?? parts?.[2] ?? '', onlyPort: parts?.[3] ?? '' };
}

function inRange(host: string, range: string): boolean {
  const [address = '', bits = ''] = range.split('/');
  const length = Number(bits);
  const longest = isIP(address) === 4 ? 32 : 128;
  if (!isIP(address) || !isIP(host) || !/^\d+$/.test(bits) || length > longest) return false;
  return listOf(address, length).check(host, family(host));
}

function listOf(address: string, bits: number): BlockList {
  const list = new BlockList();
  list.addSubnet(address, bits, family(address));
  return list;
}

function family(address: string): 'ipv4' | 'ipv6' {
  return isIP(address) === 6 ? 'ipv6' : 'ipv4';
}

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');
