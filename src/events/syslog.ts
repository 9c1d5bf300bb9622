import type { AnyEvent } from './catalog';
import { eventForPrograms } from './for-programs';

/** Facility 13, log audit (RFC 5424 section 6.2.1). */
const FACILITY = 13;
const SEVERITY = { success: 6, failure: 4 } as const;
const LONGEST_HOST = 255;
const LONGEST_ID = 32;
/** Receivers should take this much (RFC 5425 section 4.3.1); a longer message would be cut or lost. */
const LONGEST_FRAME = 8_192;
/** The largest number of a sequence; it begins anew behind it (RFC 5424 section 7.3.1). */
const LAST_SEQUENCE = 2_147_483_647;

/**
 * Writes an event as a message of syslog (RFC 5424), framed by its length (RFC 6587 section 3.4.1). The text is JSON in
 * ASCII. An event that is too long for receivers goes without its details, and says so: they are in Directory Insights.
 * @param position the place in the chain: what comes twice has it twice
 * @param host the name of this machine
 */
export function syslogFrame(event: AnyEvent, position: number, host: string): Buffer {
  const whole = messageOf(event, position, host, eventForPrograms(event));
  const bytes =
    whole.length <= LONGEST_FRAME
      ? whole
      : messageOf(event, position, host, { ...eventForPrograms(event), payload: {}, shortened: true });
  return Buffer.concat([Buffer.from(`${bytes.length} `, 'ascii'), bytes]);
}

function messageOf(event: AnyEvent, position: number, host: string, content: object): Buffer {
  const priority = FACILITY * 8 + SEVERITY[event.result];
  const sequence = ((position - 1) % LAST_SEQUENCE) + 1;
  const head = [
    `<${priority}>1`,
    new Date(event.at).toISOString(),
    printable(host, LONGEST_HOST),
    'passo',
    '-',
    printable(event.name, LONGEST_ID),
    `[meta sequenceId="${sequence}"]`,
  ].join(' ');
  return Buffer.from(`${head} ${ascii(JSON.stringify({ position, ...content }))}`, 'ascii');
}

function printable(text: string, longest: number): string {
  const kept = text.replace(/[^\x21-\x7e]/g, '').slice(0, longest);
  return kept === '' ? '-' : kept;
}

function ascii(json: string): string {
  return json.replace(/[^\x20-\x7e]/g, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** Writes an event as a line of its own among the lines of the program’s log. */
export function streamLine(event: AnyEvent, position: number): string {
  return `${JSON.stringify({ stream: 'passo.events', position, event: eventForPrograms(event) })}\n`;
}
