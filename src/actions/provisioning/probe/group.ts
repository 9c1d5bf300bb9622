import { isComplex } from '../../../scim/attribute-path';
import { equalsFilter } from '../../../scim/filter';
import { attributeOf, readResource } from '../../../scim/resource';
import { GROUP_SCHEMA, PATCH_OP_SCHEMA, type Json } from '../../../scim/schemas';
import { changes, type Form } from './change';
import type { Findings } from './findings';
import { filtered } from './reads';
import type { Answered, ProbeSession } from './session';

/** Makes the disposable group with the disposable account in it. @returns its id, or undefined when it can't be made */
export async function createGroup(
  session: ProbeSession,
  findings: Findings,
  displayName: string,
  member: string,
): Promise<string | undefined> {
  const body = { schemas: [GROUP_SCHEMA], displayName, members: [{ value: member }] };
  const answer = await session.ask('POST', '/Groups', body);
  if (answer !== undefined && answer.status >= 300) {
    findings.groups = answer.status === 404 ? 'missing' : 'refused';
    if (answer.status !== 404) findings.notes.push(`A group could not be made: ${answer.detail || answer.status}.`);
    return undefined;
  }
  const id = (answer && readResource(answer.json)?.id) ?? (await findGroupId(session, displayName));
  findings.groups = id === undefined ? 'refused' : 'works';
  return id;
}

/** Finds a group by its name. */
export async function findGroupId(session: ProbeSession, displayName: string): Promise<string | undefined> {
  let id: string | undefined;
  await session.settles(async () => {
    const found = await filtered(session, 'Groups', 'displayName', displayName);
    id = found?.find(({ attributes }) => attributeOf(attributes, 'displayName') === displayName)?.id;
    return id !== undefined;
  });
  return id;
}

/** Measures how members go out and come in (RFC 7644 sections 3.5.2.1, 3.5.2.2), and whether a group can be renamed. */
export async function measureGroup(
  session: ProbeSession,
  findings: Findings,
  group: string,
  member: string,
  rename: { readonly form: Form; readonly to: string },
): Promise<boolean> {
  const path = `/Groups/${encodeURIComponent(group)}`;
  const { opCase } = rename.form;
  const send = (operation: Json): Promise<Answered> => patchGroup(session, findings, path, operation);
  const word = (op: string): string => (opCase === 'title' ? `${op.slice(0, 1).toUpperCase()}${op.slice(1)}` : op);

  const list = [{ value: member }];
  const removals = {
    filter: { op: word('remove'), path: `members[${equalsFilter('value', member)}]` },
    value: { op: word('remove'), path: 'members', value: list },
  };
  // A group that was made without its member is measured from an empty one.
  const begun = await session.settles(() => hasMember(session, path, member));
  const added =
    begun || (await has(session, path, member, true, send({ op: word('add'), path: 'members', value: list })));
  let removal: 'filter' | 'value' | undefined;
  for (const form of ['filter', 'value'] as const) {
    if (!added || removal !== undefined) continue;
    if (await has(session, path, member, false, send(removals[form]))) removal = form;
  }
  const readded =
    removal !== undefined &&
    (!begun || (await has(session, path, member, true, send({ op: word('add'), path: 'members', value: list }))));
  findings.facts.members = removal !== undefined && readded ? 'patch' : 'put';
  if (removal !== undefined) findings.facts.memberRemoval = removal;

  const spare = await session.get(`${path}?excludedAttributes=members`);
  findings.facts.excludesMembers = spare.status < 300;
  const form: Form = findings.facts.change === 'put' ? rename.form : { change: 'patch', opCase };
  const { works } = await changes(session, findings, path, form, { place: ['displayName'], value: rename.to });
  findings.groupRename = works;
  return works;
}

async function patchGroup(session: ProbeSession, findings: Findings, path: string, operation: Json): Promise<Answered> {
  const body = { schemas: [PATCH_OP_SCHEMA], Operations: [operation] };
  const version = findings.facts.etag === 'required' ? (await session.read(path))?.version : undefined;
  return (await session.ask('PATCH', path, body, version)) as Answered;
}

async function has(
  session: ProbeSession,
  path: string,
  member: string,
  wanted: boolean,
  sent: Promise<Answered>,
): Promise<boolean> {
  if ((await sent).status >= 300) return false;
  return session.settles(async () => (await hasMember(session, path, member)) === wanted);
}

async function hasMember(session: ProbeSession, path: string, member: string): Promise<boolean> {
  const read = await session.read(path);
  const members = read === undefined ? undefined : attributeOf(read.resource.attributes, 'members');
  return Array.isArray(members) && members.some((one: Json) => isComplex(one) && sameId(one['value'], member));
}

/** Some SPs write ids as numbers. */
function sameId(value: Json | undefined, id: string): boolean {
  return value === id || (typeof value === 'number' && String(value) === id);
}
