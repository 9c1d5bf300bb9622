const MAPPED = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i;
const IPV6 = /^(?:[\da-f]{0,4}:){2,7}(?:[\da-f]{0,4}|\d+\.\d+\.\d+\.\d+)(?:%.+)?$/i;
const WITH_PORT = /^(\d+\.\d+\.\d+\.\d+):\d{1,5}$|^\[([\da-f:.]+(?:%.+)?)\](?::\d{1,5})?$/i;
const GROUPS = 8;

/**
 * Whose address this is, for counting: an IPv4 address stands for itself, an IPv6 address for its /64, which is what one
 * household or machine is given (RFC 6177, RFC 4291 section 2.5.4): else whoever has one had 2^64 addresses to come from.
 * @param given as the socket or the proxy names it; what is none is given back as it is. Some proxies add the port, which is
 *   another one with each connection: it is left out
 */
export function clientNetwork(given: string): string {
  const [, before = '', within = ''] = WITH_PORT.exec(given) ?? [];
  const address = before + within === '' ? given : before + within;
  const mapped = MAPPED.exec(address)?.[1];
  if (mapped !== undefined) return mapped;
  const [plain = ''] = address.split('%');
  const [front = [], back, more] = plain.split('::').map((part) => part.split(':').filter((group) => group !== ''));
  if (!IPV6.test(address) || more !== undefined) return address;
  const groups = back === undefined ? front : [...front, ...zeros(plain, front.length + back.length), ...back];
  const network = groups.slice(0, GROUPS / 2).map((group) => Number.parseInt(group, 16).toString(16));
  return `${network.join(':')}::/64`;
}

/** What "::" leaves out. An IPv4 ending stands for two groups. */
function zeros(address: string, parts: number): readonly string[] {
  const given = address.includes('.') ? parts + 1 : parts;
  return Array<string>(Math.max(0, GROUPS - given)).fill('0');
}
