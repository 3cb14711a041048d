import { isIP } from 'node:net';

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
