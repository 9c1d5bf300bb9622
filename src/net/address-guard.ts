import { lookup as systemLookup } from 'node:dns/promises';
import { BlockList, isIP } from 'node:net';
import { isPublicAddress } from './public-address';

/** An address a name stands for. */
export interface ResolvedAddress {
  readonly address: string;
  readonly family: 4 | 6;
}

/** Finds the addresses of a name. Throws when there are none. */
export type Resolve = (host: string) => Promise<readonly ResolvedAddress[]>;

/** Whether a connection may be made. Sentence fragments are for the admin: "an address of a private network". */
export type GuardVerdict =
  | { readonly kind: 'allowed'; readonly addresses: readonly ResolvedAddress[] }
  | { readonly kind: 'refused'; readonly detail: string }
  | { readonly kind: 'unresolved'; readonly detail: string };

/** Decides where outgoing requests may go. */
export interface AddressGuard {
  /** Looks at the text of an address alone: scheme, credentials, port form. Undefined when nothing is wrong with it. */
  checkForm(url: string): string | undefined;
  /** Looks at the text and at every address the host stands for now. */
  check(url: string): Promise<GuardVerdict>;
  /** Resolves a host once and looks at what it stands for; the caller connects to one of the addresses returned. */
  checkHost(target: { protocol: string; host: string; port: number }): Promise<GuardVerdict>;
}

const PORTS = new Set([80, 443, 8443]);

/**
 * Makes the guard against requests into our own network (server-side request forgery). Only https, only the ports 80,
 * 443 and 8443, and only addresses of the public internet. Addresses in the operator's ranges may be reached by http and
 * on any port too; a host with several addresses passes only when all of them do.
 * @param settings.allowedPrivateRanges addresses or CIDR ranges the operator vouches for
 * @param settings.resolve for tests; the system's resolver otherwise
 * @throws Error for a range that is none
 */
export function makeAddressGuard(settings: {
  readonly allowedPrivateRanges: readonly string[];
  readonly resolve?: Resolve;
}): AddressGuard {
  const allowed = readRanges(settings.allowedPrivateRanges);
  const resolve = settings.resolve ?? resolveBySystem;

  async function checkHost(target: { protocol: string; host: string; port: number }): Promise<GuardVerdict> {
    const host = target.host.replace(/^\[|\]$/g, '');
    const addresses = await addressesOf(host, resolve);
    if (addresses.length === 0) return { kind: 'unresolved', detail: 'no such host' };
    for (const address of addresses) {
      const detail = objectionTo(address, target, allowed);
      if (detail !== undefined) return { kind: 'refused', detail };
    }
    return { kind: 'allowed', addresses };
  }

  return {
    checkForm,
    checkHost,
    async check(url) {
      const detail = checkForm(url);
      if (detail !== undefined) return { kind: 'refused', detail };
      const { protocol, hostname, port } = new URL(url);
      return checkHost({ protocol, host: hostname, port: portOf(protocol, port) });
    },
  };
}

/** The port of an address that may leave it to its scheme. */
export function portOf(protocol: string, port: string): number {
  if (port !== '') return Number(port);
  return protocol === 'https:' ? 443 : 80;
}

function checkForm(text: string): string | undefined {
  if (!URL.canParse(text)) return 'not a valid address';
  const url = new URL(text);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return 'not an https address';
  if (url.username !== '' || url.password !== '') return 'a username or password stands in the address';
  return url.hostname === '' ? 'not a valid address' : undefined;
}

function objectionTo(
  { address, family }: ResolvedAddress,
  { protocol, port }: { protocol: string; port: number },
  allowed: BlockList,
): string | undefined {
  if (isIP(address) !== family || address.includes('%')) return 'an address that can not be checked';
  if (allowed.check(address, family === 4 ? 'ipv4' : 'ipv6')) return undefined;
  if (!isPublicAddress(address, family)) return 'an address of a private network';
  if (protocol !== 'https:') return 'not an https address';
  return PORTS.has(port) ? undefined : `port ${port} is not allowed`;
}

async function addressesOf(host: string, resolve: Resolve): Promise<readonly ResolvedAddress[]> {
  const family = isIP(host);
  if (family === 4 || family === 6) return [{ address: host, family }];
  try {
    return await resolve(host);
  } catch {
    return [];
  }
}

async function resolveBySystem(host: string): Promise<readonly ResolvedAddress[]> {
  const found = await systemLookup(host, { all: true, verbatim: true });
  return found.map(({ address, family }) => ({ address, family: family === 6 ? 6 : 4 }));
}

function readRanges(ranges: readonly string[]): BlockList {
  const list = new BlockList();
  for (const range of ranges) {
    const [address = '', bits, ...rest] = range.trim().split('/');
    const family = isIP(address);
    const length = bits === undefined ? (family === 4 ? 32 : 128) : Number(bits);
    const isLength = bits === undefined || (/^\d{1,3}$/.test(bits) && length <= (family === 4 ? 32 : 128));
    if (family === 0 || !isLength || rest.length > 0) throw new Error(`"${range}" is no address and no CIDR range.`);
    list.addSubnet(address, length, family === 4 ? 'ipv4' : 'ipv6');
  }
  return list;
}
