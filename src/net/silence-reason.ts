import { ConnectionRefusedByGuard } from './http-agent';
import type { ScimSilence } from '../scim/transport';

type Reason = Pick<ScimSilence, 'reason' | 'detail'>;

const BY_CODE: Readonly<Record<string, Reason>> = {
  ENOTFOUND: { reason: 'dns', detail: 'no such host' },
  EAI_AGAIN: { reason: 'dns', detail: 'the name could not be looked up' },
  ECONNREFUSED: { reason: 'connect', detail: 'connection refused' },
  EHOSTUNREACH: { reason: 'connect', detail: 'host unreachable' },
  ENETUNREACH: { reason: 'connect', detail: 'network unreachable' },
  ETIMEDOUT: { reason: 'connect', detail: 'no connection in time' },
  UND_ERR_CONNECT_TIMEOUT: { reason: 'connect', detail: 'no connection in time' },
  UND_ERR_HEADERS_TIMEOUT: { reason: 'timeout', detail: 'no answer in time' },
  UND_ERR_BODY_TIMEOUT: { reason: 'timeout', detail: 'no answer in time' },
  CERT_HAS_EXPIRED: { reason: 'tls', detail: 'the certificate has expired' },
  ERR_TLS_CERT_ALTNAME_INVALID: { reason: 'tls', detail: 'the certificate is for another name' },
};

const BROKEN: Reason = { reason: 'broken', detail: 'the connection broke' };
const TLS = /^(ERR_TLS_|ERR_SSL_|CERT_|UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|EPROTO$)/;

/**
 * Says why an exchange brought no answer. The words are ours alone: an error's own text may hold addresses of our network
 * or parts of the request.
 */
export function silenceReason(error: unknown): Reason {
  if (error instanceof ConnectionRefusedByGuard) return { reason: error.reason, detail: error.message };
  const code = codeOf(error) ?? codeOf(firstOf(error));
  if (code === undefined) return BROKEN;
  const known = Object.hasOwn(BY_CODE, code) ? BY_CODE[code] : undefined;
  return known ?? (TLS.test(code) ? { reason: 'tls', detail: 'the certificate is not trusted' } : BROKEN);
}

/** A host with several addresses fails with an error for each of them. */
function firstOf(error: unknown): unknown {
  const errors = typeof error === 'object' && error !== null && 'errors' in error ? error.errors : undefined;
  return Array.isArray(errors) ? (errors as unknown[])[0] : undefined;
}

function codeOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}
