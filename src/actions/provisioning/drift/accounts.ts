import { compact } from '../../../core/compact';
import { fold, type UserId } from '../../../core/ids';
import {
  compareAccount,
  emailsOfAccount,
  namesOfAccount,
  plainText,
  type AccountNames,
} from '../../../provisioning/drift';
import { fixedPathsOf } from '../../../provisioning/plan';
import type { ScimResource } from '../../../scim/resource';
import { keepItemsOf } from '../../../store/provisioning/drift/items';
import {
  findLinksOfAccounts,
  findPossibleOwners,
  listComparedLinks,
  type ComparedLink,
  type PossibleOwner,
} from '../../../store/provisioning/drift/accounts';
import { DriftFailed, keepFound, quietly, valueOf, writeInRun, type DriftSession, type Found } from './session';

/** Links read at a time. */
const BATCH = 500;
/** Active accounts that a list may leave out before it counts as no list. */
const MOST_HIDDEN = 20;

/** What is remembered of a walk: little for each account, so that a hundred thousand of them fit. */
interface Walk {
  readonly seen: Set<string>;
  /** Folded user names and e-mail addresses of active accounts, and whose they are. */
  readonly names: Map<string, string>;
  readonly emails: Map<string, string>;
  readonly fixed: ReadonlySet<string>;
}

/**
 * Compares all accounts of the SP, page by page, then looks for accounts of people that were not among them.
 * @throws DriftFailed when the SP's list can't be read to its end: half a list proves nothing
 */
export async function compareAccounts(session: DriftSession): Promise<void> {
  const { application, client, deps, scim } = session;
  const walk: Walk = { seen: new Set(), names: new Map(), emails: new Map(), fixed: fixedPathsOf(scim) };
  const pages = client.listUsers();
  for (;;) {
    await quietly(session);
    const askedAt = deps.clock();
    const next = await pages.next();
    if (next.done === true) break;
    const { resources, complete } = valueOf(next.value);
    session.accounts += resources.length;
    for (const { id } of resources) walk.seen.add(id);
    await comparePage(session, walk, resources, askedAt);
    if (!complete) {
      throw new DriftFailed(
        `${application.label} did not list all its accounts: its pages repeat or end early. Nothing was decided from a part of them.`,
      );
    }
  }
  await findMissing(session, walk);
}

async function comparePage(
  session: DriftSession,
  walk: Walk,
  resources: readonly ScimResource[],
  askedAt: number,
): Promise<void> {
  const { db } = session.deps;
  const { id } = session.application;
  const ids = resources.map((resource) => resource.id).filter((remoteId) => !remoteId.includes('\0'));
  const links = await findLinksOfAccounts(db, id, ids);
  const strangers = resources.filter((resource) => !links.has(resource.id));
  const named = new Map(resources.map((resource) => [resource.id, namesOfAccount(resource.attributes)]));
  const owners = await findPossibleOwners(
    db,
    id,
    strangers.map((one) => named.get(one.id)?.userName ?? '').filter(Boolean),
    strangers.flatMap((one) => emailsOfAccount(one.attributes)),
  );
  const found: Found[] = [];
  const moving: UserId[] = [];
  for (const resource of resources) {
    const link = links.get(resource.id);
    const names = named.get(resource.id) ?? { active: true };
    if (link === undefined) {
      const owner = ownerOf(resource, names, owners);
      if (names.active && owner?.moving !== true) found.push(orphanOf(resource.id, names, owner));
      else if (owner?.moving === true) moving.push(owner.userId);
    } else if (link.moving || link.updatedAt >= askedAt) moving.push(link.userId);
    else if (link.managed && !link.left) found.push(...differencesOf(resource, link, walk.fixed));
    if (names.active) found.push(...(await doublesOf(session, walk, resource, names, link)));
  }
  await keepFound(session, found);
  if (moving.length > 0) await writeInRun(session, (tx) => keepItemsOf(tx, id, session.run, { userIds: moving }));
}

function ownerOf(
  resource: ScimResource,
  { userName }: AccountNames,
  { byName, byEmail }: Awaited<ReturnType<typeof findPossibleOwners>>,
): PossibleOwner | undefined {
  const named = userName === undefined ? undefined : byName.get(fold(userName));
  if (named !== undefined) return named;
  return emailsOfAccount(resource.attributes)
    .map((email) => byEmail.get(fold(email)))
    .find((owner) => owner !== undefined);
}

/** An account that works and is nobody's here: a licence, and perhaps a door somebody left open. */
function orphanOf(remoteId: string, names: AccountNames, owner: PossibleOwner | undefined): Found {
  return compact<Found>({
    kind: 'orphan',
    subject: plainText(remoteId, 1_000),
    remoteId: plainText(remoteId, 1_000),
    userId: owner?.linked === false ? owner.userId : undefined,
    name: titleOf(names, remoteId),
    detail: compact<Found['detail']>({ userName: names.userName, email: names.email }),
  });
}

function differencesOf(resource: ScimResource, link: ComparedLink, fixed: ReadonlySet<string>): Found[] {
  if (link.accepted === undefined) return [];
  const names = namesOfAccount(resource.attributes);
  return compareAccount(resource.attributes, link.accepted, fixed).map(({ kind, changes }) =>
    compact<Found>({
      kind,
      subject: link.userId,
      userId: link.userId,
      remoteId: link.remoteId,
      name: link.name ?? titleOf(names, link.remoteId),
      detail: compact<Found['detail']>({ userName: names.userName, changes }),
    }),
  );
}

/** Two active accounts with one name. Told of the one that is nobody's, so that the next run tells the same. */
async function doublesOf(
  session: DriftSession,
  walk: Walk,
  resource: ScimResource,
  names: AccountNames,
  link: ComparedLink | undefined,
): Promise<Found[]> {
  const userName = names.userName === undefined ? undefined : fold(names.userName);
  const emails = emailsOfAccount(resource.attributes).map(fold);
  const sameName = userName === undefined ? undefined : walk.names.get(userName);
  const sameEmail = emails.map((email) => walk.emails.get(email)).find((id) => id !== undefined);
  if (userName !== undefined && sameName === undefined) walk.names.set(userName, resource.id);
  for (const email of emails) if (!walk.emails.has(email)) walk.emails.set(email, resource.id);
  const otherId = sameName ?? sameEmail;
  if (otherId === undefined || otherId === resource.id) return [];
  const otherLink = (await findLinksOfAccounts(session.deps.db, session.application.id, [otherId])).get(otherId);
  const second = (otherLink === undefined) === (link === undefined) ? resource.id > otherId : link === undefined;
  const [subject, kept] = second ? [resource.id, otherId] : [otherId, resource.id];
  const owner = second ? otherLink : link;
  return [
    compact<Found>({
      kind: 'duplicate',
      subject: plainText(subject, 1_000),
      remoteId: plainText(subject, 1_000),
      userId: owner?.userId,
      name: titleOf(names, subject),
      detail: compact<Found['detail']>({
        userName: names.userName,
        email: names.email,
        other: { remoteId: plainText(kept, 1_000) },
        shared: sameName === undefined ? 'email' : 'userName',
      }),
    }),
  ];
}

/** Asks for every account that was not listed by its id: an SP may leave inactive ones out, and 404 alone means gone. */
async function findMissing(session: DriftSession, walk: Walk): Promise<void> {
  const { application, client, deps, startedAt } = session;
  let hidden = 0;
  for (let after = ''; ;) {
    const links = await listComparedLinks(deps.db, application.id, after, BATCH);
    const last = links.at(-1);
    if (last === undefined) return;
    after = last.userId;
    const unseen = links.filter((link) => link.managed && !link.left && !walk.seen.has(link.remoteId));
    for (const link of unseen) {
      if (link.moving || link.updatedAt >= startedAt) {
        await writeInRun(session, (tx) => keepItemsOf(tx, application.id, session.run, { userIds: [link.userId] }));
        continue;
      }
      await quietly(session);
      const read = await client.getUser(link.remoteId);
      if (read.kind === 'gone') {
        // Who was deactivated needs no account; it is made again when they come back.
        if (link.accepted?.['active'] !== false) await keepFound(session, [missingOf(link)]);
        continue;
      }
      const resource = valueOf(read);
      session.accounts += 1;
      if (namesOfAccount(resource.attributes).active) hidden += 1;
      if (hidden > MOST_HIDDEN) {
        throw new DriftFailed(
          `${application.label} did not list accounts that are there. Nothing was decided from a part of them.`,
        );
      }
      await keepFound(session, differencesOf(resource, link, walk.fixed));
    }
  }
}

function missingOf(link: ComparedLink): Found {
  const userName = link.accepted?.['userName'];
  const name = link.name ?? (typeof userName === 'string' ? userName : link.remoteId);
  return {
    kind: 'missing',
    subject: link.userId,
    userId: link.userId,
    remoteId: link.remoteId,
    name: plainText(name),
    detail: typeof userName === 'string' ? { userName: plainText(userName) } : {},
  };
}

function titleOf({ displayName, userName, email }: AccountNames, remoteId: string): string {
  return displayName ?? userName ?? email ?? plainText(remoteId);
}
