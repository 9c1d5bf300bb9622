import type { Outcome } from '../outcome';
import type { ScimRequest } from '../transport';
import { versionOf } from './merge';
import { pathOf, readOneWith, type Heard, type Kind, type Speaker } from './speaker';

/**
 * Deletes an account or a group (RFC 7644 section 3.6). Where that needs the version, it is read first; that an SP deletes
 * no accounts is learnt.
 */
export async function removeResource(speaker: Speaker, kind: Kind, id: string): Promise<Outcome<undefined>> {
  if (speaker.facts().etag === 'required') return (await removeVersion(speaker, kind, id)).outcome;
  const heard = await removeOnce(speaker, kind, id, undefined);
  const status = heard.came.kind === 'answer' ? heard.came.status : 0;
  if (kind === 'Users' && (status === 405 || status === 501)) speaker.learn({ deletion: 'refused' });
  if (status !== 412 && status !== 428) return heard.outcome;
  const second = await removeVersion(speaker, kind, id);
  if (second.outcome.kind === 'ok') speaker.learn({ etag: 'required' });
  return second.outcome;
}

/** Deletes what was just read; a change in between is met once, for it is to go whatever it holds. */
async function removeVersion(speaker: Speaker, kind: Kind, id: string): Promise<Heard<undefined>> {
  for (let tries = 1; ; tries += 1) {
    const read = await speaker.hear({ method: 'GET', path: pathOf(kind, id) }, true, readOneWith(id));
    if (read.outcome.kind !== 'ok') return { came: read.came, outcome: read.outcome };
    const heard = await removeOnce(speaker, kind, id, versionOf(read.came));
    if (tries > 1 || heard.came.kind !== 'answer' || heard.came.status !== 412) return heard;
  }
}

function removeOnce(speaker: Speaker, kind: Kind, id: string, version: string | undefined): Promise<Heard<undefined>> {
  const request: ScimRequest = { method: 'DELETE', path: pathOf(kind, id) };
  const versioned = version === undefined ? request : { ...request, ifMatch: version };
  return speaker.hear(versioned, true, () => ({ value: undefined }));
}
