import type { ApplicationId } from '../../../core/ids';
import { attributeOf } from '../../../scim/resource';
import type { Deps } from '../../deps';
import { findId, setActive } from './account';
import { FORMS, truthOf, valueAt, type Form } from './change';
import type { Findings } from './findings';
import { findGroupId } from './group';
import { dropLeftover, listLeftovers, type Leftover } from './leftovers';
import { PROBE_PREFIX } from './sample';
import type { ProbeSession } from './session';

/** What removing something came to. */
export type Removal = 'gone' | 'kept' | 'absent';

/**
 * Deletes something the probe made, and looks whether it is gone (RFC 7644 section 3.6). Only what still has a name of
 * the probe's own is touched. An account that can't be deleted is deactivated.
 */
export async function removeLeftover(session: ProbeSession, findings: Findings, leftover: Leftover): Promise<Removal> {
  const id = leftover.id ?? (await idOf(session, leftover));
  if (id === undefined) return 'absent';
  const path = `/${leftover.kind}/${encodeURIComponent(id)}`;
  let current: Awaited<ReturnType<ProbeSession['read']>>;
  const look = async (): Promise<boolean> => {
    current = await session.read(path);
    return current !== undefined;
  };
  // What was made a moment ago may not show yet.
  if (session.late) await session.settles(look);
  else await look();
  if (current === undefined) return 'absent';
  const name = attributeOf(current.resource.attributes, leftover.kind === 'Users' ? 'userName' : 'displayName');
  if (typeof name !== 'string' || !name.toLowerCase().startsWith(PROBE_PREFIX)) return 'absent';
  const version = findings.facts.etag === 'required' ? current.version : undefined;
  const answer = await session.ask('DELETE', path, undefined, version);
  const refused = answer === undefined || (answer.status >= 300 && answer.status !== 404);
  const gone = !refused && (await session.settles(async () => (await session.read(path)) === undefined));
  if (gone) return 'gone';
  if (leftover.kind === 'Users') await deactivate(session, findings, path);
  return 'kept';
}

/** Removes what earlier measurements left behind. */
export async function removeLeftovers(
  deps: Deps,
  id: ApplicationId,
  session: ProbeSession,
  findings: Findings,
): Promise<void> {
  for (const leftover of await listLeftovers(deps, id)) {
    const removal = await removeLeftover(session, findings, leftover);
    if (removal === 'kept') findings.notes.push(keptSentence(leftover));
    await dropLeftover(deps, id, leftover.name);
  }
}

/** Says what stays at the SP. */
export function keptSentence({ kind, name }: Leftover): string {
  return kind === 'Users'
    ? `The account ${name} could not be deleted. It stays there, deactivated.`
    : `The group ${name} could not be deleted. It stays there.`;
}

async function deactivate(session: ProbeSession, findings: Findings, path: string): Promise<void> {
  const { change, opCase } = findings.facts;
  const known: Form[] = change === undefined ? [] : [{ change, opCase: opCase ?? 'lower' }];
  for (const form of [...known, ...FORMS]) {
    await setActive(session, findings, path, form, false);
    const current = await session.read(path);
    if (current === undefined || truthOf(valueAt(current.resource.attributes, ['active'])) !== true) return;
  }
}

function idOf(session: ProbeSession, { kind, name }: Leftover): Promise<string | undefined> {
  return kind === 'Users' ? findId(session, name) : findGroupId(session, name);
}
