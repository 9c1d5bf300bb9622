import { createHash } from 'node:crypto';
import { Stale } from '../../core/errors';
import { Refusal } from './refusal';

/** The strong ETag of a representation: a digest of its JSON (RFC 9110 section 8.8.3). */
export function etagOf(shown: unknown): string {
  return `"${createHash('sha256').update(JSON.stringify(shown)).digest('base64url').slice(0, 27)}"`;
}

/**
 * Checks If-Match against what is there now (RFC 9110 section 13.1.1).
 * @param header absent, everything fits
 * @throws Stale when it names other states only
 */
export function demandMatch(header: string | undefined, shown: unknown): void {
  if (header === undefined || header.trim() === '*') return;
  if (!tagsOf('If-Match', header).includes(etagOf(shown))) throw new Stale();
}

/** Tells whether the caller has this state already, by If-None-Match (RFC 9110 section 13.1.2). */
export function isKnown(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false;
  if (header.trim() === '*') return true;
  return tagsOf('If-None-Match', header)
    .map((tag) => tag.replace(/^W\//, ''))
    .includes(etag);
}

function tagsOf(name: string, header: string): string[] {
  const tags = header.match(/(?:W\/)?"[\x21\x23-\x7e\x80-\xff]*"/g) ?? [];
  const rest = header.replace(/(?:W\/)?"[\x21\x23-\x7e\x80-\xff]*"/g, '').replace(/[\s,]/g, '');
  if (tags.length === 0 || rest !== '') {
    const detail = `${name} holds ETags in quotation marks, as Passo gave them, or a star.`;
    throw new Refusal('unreadable', detail, { faults: [{ header: name, detail }] });
  }
  return tags;
}
