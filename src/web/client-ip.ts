import type { IncomingMessage } from 'node:http';

/**
 * The address a request comes from: the one that the last of our proxies saw. The same as `request.ip` of the framework,
 * for requests that never get there.
 * @param proxies how many proxies in front of us add to X-Forwarded-For
 */
export function clientIpOf({ socket, headers }: IncomingMessage, proxies: number): string | undefined {
  const direct = socket.remoteAddress;
  const header = headers['x-forwarded-for'];
  if (proxies === 0 || typeof header !== 'string') return direct;
  const seen = [
    direct,
    ...header
      .split(',')
      .reverse()
      .map((address) => address.trim())
      .filter((address) => address !== ''),
  ];
  return seen[Math.min(proxies, seen.length - 1)];
}
