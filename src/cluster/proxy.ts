import { Problem } from '../model/problem.ts';
import { isExempt } from './no-proxy.ts';

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
