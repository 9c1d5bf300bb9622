import type { Config } from '../../config/config';
import type { HealthCheck } from './check';

/** How a browser reached us, as the program saw it. */
export interface SeenAddress {
  /** Scheme, host and port, by the request and the proxies that are trusted. */
  readonly origin: string;
  /** A proxy named the browser's scheme or host. */
  readonly forwarded: boolean;
}

const LOCAL = ['localhost', '127.0.0.1', '[::1]'];

/** Compares the published address with the one that the browser used. */
export function addressCheck({ baseUrl, trustProxy }: Config, seen?: SeenAddress): HealthCheck {
  const check = { id: 'address', title: 'Public address' } as const;
  if (seen !== undefined && seen.origin !== baseUrl) {
    return {
      ...check,
      state: 'bad',
      sentence: `Metadata and links say ${baseUrl}, and this browser came by ${seen.origin}. Applications send people to the first.`,
      fix: fixOf(baseUrl, trustProxy, seen),
    };
  }
  const url = new URL(baseUrl);
  if (url.protocol === 'http:' && !LOCAL.includes(url.hostname)) {
    return {
      ...check,
      state: 'bad',
      sentence: `${baseUrl} has no TLS: passwords and assertions can be read on the way.`,
      fix: 'Put a proxy with a certificate in front of Passo and set PASSO_BASE_URL to its https address.',
    };
  }
  if (LOCAL.includes(url.hostname)) {
    return {
      ...check,
      state: 'warn',
      sentence: `${baseUrl} is known on this machine alone. That is enough for a trial.`,
      fix: 'Set PASSO_BASE_URL to the address that people and applications will use.',
    };
  }
  return { ...check, state: 'ok', sentence: `${baseUrl} is what metadata and links say, and what the browser used.` };
}

function fixOf(baseUrl: string, trustProxy: number, seen: SeenAddress): string {
  if (seen.forwarded && trustProxy === 0) {
    return 'A proxy stands in front and is not trusted. Set PASSO_TRUST_PROXY to the number of proxies, and let them send X-Forwarded-Proto and X-Forwarded-Host.';
  }
  if (baseUrl.startsWith('https:') && seen.origin.startsWith('http:')) {
    return 'Let the proxy send X-Forwarded-Proto: https, and set PASSO_TRUST_PROXY to the number of proxies.';
  }
  return 'Open Passo by its public address, or set PASSO_BASE_URL to the address people use. Applications need the new metadata after a change.';
}
