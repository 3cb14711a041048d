import { BlockList, isIP } from 'node:net';
import { Problem } from '../../model/problem.ts';

/** The proxy to reach a server by: the kubeconfig's own, else the environment's by the rules of Go's net/http. */
export function proxyFor(server: URL, proxyURL: string | undefined, env: NodeJS.ProcessEnv): URL | null {
  if (proxyURL) {
    const proxy = parseProxy(proxyURL);
    if (proxy) return proxy;
    throw new Problem(`The kubeconfig's proxy-url is "${proxyURL}", which is not an address.`, {
      next: 'Write it as http://HOST:PORT, https://HOST:PORT or socks5://HOST:PORT.',
    });
  }
  const named = server.protocol === 'https:' ? env.HTTPS_PROXY || env.https_proxy : env.HTTP_PROXY || env.http_proxy;
  // Go ignores what it cannot parse.
  const proxy = named ? parseProxy(named) : null;
  return proxy && !isExempt(server, env.NO_PROXY || env.no_proxy || '') ? proxy : null;
}

/** `proxy:3128` stands for `http://proxy:3128`. */
function parseProxy(text: string): URL | null {
  const candidates = [text, `http://${text}`].map((candidate) => URL.parse(candidate));
  return candidates.find((url) => url && url.hostname !== '' && schemes.includes(url.protocol)) ?? null;
}

const schemes: readonly string[] = ['http:', 'https:', 'socks5:', 'socks5h:'];

/** Without the brackets that a URL puts around an IPv6 address. */
export function hostOf(url: URL): string {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  return isIP(host) ? host : host.toLowerCase();
}

/** The port that the URL means. */
export function portOf(url: URL): number {
  const standard: Record<string, number> = { 'http:': 80, 'https:': 443, 'socks5:': 1080, 'socks5h:': 1080 };
  return url.port ? Number(url.port) : (standard[url.protocol] ?? 443);
}

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
