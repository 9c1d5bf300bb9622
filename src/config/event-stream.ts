/** Where events are handed on as they happen: the process’s own output, or a log collector that speaks syslog. */
export type EventStreamConfig =
  | { readonly kind: 'stdout' }
  | { readonly kind: 'syslog'; readonly host: string; readonly port: number; readonly tls: boolean };

const TLS_PORT = 6514;

/**
 * Reads `PASSO_EVENT_STREAM`: `stdout`, `syslog://host:port` or `syslog+tls://host:port` (port 6514 unless told,
 * RFC 5425 section 4.1).
 * @throws Error naming the variable and what it should be
 */
export function readEventStream(text: string | undefined): EventStreamConfig | undefined {
  if (text === undefined) return undefined;
  if (text === 'stdout') return { kind: 'stdout' };
  const found = /^syslog(\+tls)?:\/\/(\[[0-9a-f:.]+\]|[a-z0-9.-]+)(?::(\d{1,5}))?\/?$/i.exec(text);
  const tls = found?.[1] !== undefined;
  const port = found?.[3] === undefined ? (tls ? TLS_PORT : 0) : Number(found[3]);
  if (found?.[2] === undefined || port < 1 || port > 65_535) {
    throw new Error(
      'PASSO_EVENT_STREAM should be stdout, syslog://host:port or syslog+tls://host:port, without a path or a password.',
    );
  }
  return { kind: 'syslog', host: found[2].replace(/^\[|\]$/g, ''), port, tls };
}
