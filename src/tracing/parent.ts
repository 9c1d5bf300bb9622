import type { RemoteParent } from './tracer';

const FORM = /^(?!ff)[\da-f]{2}-([\da-f]{32})-([\da-f]{16})-([\da-f]{2})(?:-|$)/;
const SAMPLED = 1;

/**
 * Reads the `traceparent` header (W3C Trace Context section 3.2).
 * @returns undefined when there is none, or it has another form
 */
export function readTraceparent(header: string | readonly string[] | undefined): RemoteParent | undefined {
  if (typeof header !== 'string') return undefined;
  const [, traceId = '', spanId = '', flags = ''] = FORM.exec(header) ?? [];
  // Version 00 has four fields and no more; only zeros are no id.
  if (/^00-/.test(header) && header.length !== 55) return undefined;
  if (/^0*$/.test(traceId) || /^0*$/.test(spanId)) return undefined;
  return { traceId, spanId, sampled: (parseInt(flags, 16) & SAMPLED) === SAMPLED };
}
