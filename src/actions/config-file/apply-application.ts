import type { Application } from '../../core/application';
import { compact } from '../../core/compact';
import { AppError, invalid } from '../../core/errors';
import type { ApplicationId, GroupId, UserId } from '../../core/ids';
import type { SecretText } from '../../core/secret-text';
import { mappingOf } from '../../connectors/effective';
import { scimOf } from '../../connectors/functionality';
import { findApplicationBySlug, findImage, findSealedToken, getApplication } from '../../store/applications';
import { bindUserIds } from './bindings';
import { listBoundGroupIds, listBoundUserIds } from '../../store/bindings';
import { findGroup, findGroupByName } from '../../store/groups';
import { transact, type Db, type Reader } from '../../store/tx';
import { findUserByLogin, findUsers } from '../../store/users';
import { setGroupsOfApplication } from '../applications/access';
import { addApplication } from '../applications/add';
import { configureGeneral, configureSso, setBookmarkState, setImage } from '../applications/configure';
import { readImage } from '../applications/image-input';
import { demandOfSignIns } from '../applications/sign-in-demands';
import type { Actor, Deps } from '../deps';
import { openAddress } from '../provisioning/connection';
import { saveMapping } from '../provisioning/mapping/save';
import { testConnection } from '../provisioning/test-connection';
import { readCredential } from '../provisioning/credentials/input';
import { changesBetween, type FieldChange } from './changes';
import { connectionInput, settleConnection } from './connection';
import { desiredApplication, type Desired } from './desired';
import type { ApplicationDocument, SecretSource } from './documents';
import type { ReadSecret } from './secret-source';
import { applicationDocument } from './state';

/** What applying one object would do, or did. */
export interface Considered {
  readonly action: 'create' | 'update' | 'none';
  readonly changes: readonly FieldChange[];
  readonly notes: readonly string[];
  /** Does it; called at most once. */
  readonly apply: () => Promise<void>;
}

/** Names that other objects of the same file will have made by then. */
export interface Coming {
  readonly groups: ReadonlySet<string>;
  readonly users: ReadonlySet<string>;
  /** Nothing is written: secrets need not be at hand. */
  readonly planOnly: boolean;
}

/** A plan is often made where the secrets are not. */
function readToken(
  readSecret: ReadSecret,
  source: SecretSource,
  planOnly: boolean,
): { readonly token?: SecretText; readonly note?: string } {
  try {
    return { token: readSecret(source) };
  } catch (error) {
    if (!planOnly || !(error instanceof AppError)) throw error;
    return { note: `${error.message} It is needed when the file is applied.` };
  }
}

/**
 * Looks what an application would need to be as a file asks.
 * @throws AppError when it can't be
 */
export async function considerApplication(
  deps: Deps,
  actor: Actor,
  document: ApplicationDocument,
  readSecret: ReadSecret,
  coming: Coming,
): Promise<Considered> {
  const current = await findApplicationBySlug(deps.db, document.slug);
  const source = document.identityManagement?.tokenKey;
  const { token, note } = source === undefined ? {} : readToken(readSecret, source, coming.planOnly);
  const desired = desiredApplication(deps, document, current, { given: source !== undefined });
  const before = current && (await withAccess(deps, deps.db, current, document));
  const after = { ...applicationDocument(deps, desired.application), ...wantedAccess(document, before) };
  if (document.image !== undefined) readImage(Buffer.from(document.image, 'base64'));
  await demandNames(deps.db, document, coming);
  const isOtherToken = token !== undefined && current?.idmState === 'active' && !(await hasToken(deps, current, token));
  const changes: FieldChange[] = [
    ...changesBetween(before, after),
    ...(isOtherToken ? [{ field: 'identityManagement.tokenKey', to: '(another one)' }] : []),
  ];
  const action = current === undefined ? 'create' : changes.length === 0 ? 'none' : 'update';
  return {
    action,
    changes: action === 'create' ? [] : changes.map(shortened),
    notes: note === undefined ? desired.notes : [...desired.notes, note],
    async apply() {
      if (desired.application.idmState === 'active') await demandConnection(deps, desired, token, current);
      // All of it in one transaction; the actions run inside as parts of it.
      const id = await transact(deps.db, async (tx) => {
        const inside: Deps = { ...deps, db: tx as unknown as Db, wake: () => undefined };
        return writeAll(inside, actor, document, desired, current);
      });
      await settleConnection(deps, actor, id, { document, desired, token, isOtherToken });
      deps.wake();
    },
  };
}

async function writeAll(
  deps: Deps,
  actor: Actor,
  document: ApplicationDocument,
  { application: wanted, general, connector }: Desired,
  before: Application | undefined,
): Promise<ApplicationId> {
  const { id } =
    before ?? (await addApplication(deps, actor, { ...general, connectorId: connector.id, slug: document.slug }));
  if (before !== undefined) await configureGeneral(deps, actor, id, general);
  const now = await getApplication(deps.db, id);
  const active = wanted.ssoState === 'active';
  if (wanted.sso !== undefined) {
    const isSame = JSON.stringify(now.sso) === JSON.stringify(wanted.sso) && now.ssoState === wanted.ssoState;
    const isDraft = !active && before === undefined && document.sso === undefined;
    if (!isSame && !isDraft) await configureSso(deps, actor, id, { sso: wanted.sso, active });
  } else if (connector.bookmark && now.ssoState !== wanted.ssoState) await setBookmarkState(deps, actor, id, active);
  const minutes = wanted.signInMinutes;
  await demandOfSignIns(deps, actor, id, {
    secondFactor: wanted.secondFactor,
    signInMinutes: minutes === undefined ? '' : String(minutes),
  });
  if (document.image !== undefined) {
    const bytes = Buffer.from(document.image, 'base64');
    if ((await findImage(deps.db, id))?.bytes.equals(bytes) !== true) await setImage(deps, actor, id, readImage(bytes));
  }
  const base = scimOf(connector);
  if (base !== undefined && document.identityManagement !== undefined) {
    const { mapping, enterprise = base.enterprise } = wanted.idm;
    await saveMapping(deps, actor, id, { rows: mappingOf(base, mapping), enterprise });
  }
  if (document.userGroups !== undefined)
    await setGroupsOfApplication(deps, actor, id, await groupIds(deps.db, document.userGroups));
  if (document.users !== undefined) await bindUserIds(deps, actor, id, await userIds(deps.db, document.users));
  return id;
}

/** An integration that can't be reached is told before anything is written. */
async function demandConnection(
  deps: Deps,
  { application }: Desired,
  token: SecretText | undefined,
  current: Application | undefined,
): Promise<void> {
  const isSameAddress = current?.idmState === 'active' && current.idm.baseUrl === application.idm.baseUrl;
  if (token === undefined) {
    if (isSameAddress && JSON.stringify(current.idm.auth) === JSON.stringify(application.idm.auth)) return;
    throw invalid({
      'identityManagement.tokenKey': 'The address or the way to sign in to it changes: name the tokenKey too.',
    });
  }
  const credential = readCredential(connectionInput(application, token), deps.clock());
  const baseUrl = application.idm.baseUrl ?? '';
  const test = await testConnection(
    deps,
    application,
    compact({ baseUrl, token: credential.token, auth: credential.auth }),
  );
  if (!test.ok) throw new AppError('conflict', test.sentence ?? 'The application did not accept the connection.');
}

async function hasToken(deps: Deps, application: Application, token: SecretText): Promise<boolean> {
  if ((await findSealedToken(deps.db, application.id)) === undefined) return false;
  const address = await openAddress(deps, deps.db, application).catch(() => undefined);
  return address?.token.reveal() === token.reveal().trim();
}

async function withAccess(
  deps: Deps,
  reader: Reader,
  current: Application,
  document: ApplicationDocument,
): Promise<ApplicationDocument> {
  const own = applicationDocument(deps, current);
  const { userGroups, users, image } = document;
  const names = userGroups && (await boundGroupNames(reader, current.id));
  const people =
    users && (await findUsers(reader, await listBoundUserIds(reader, current.id))).map(({ username }) => username);
  const picture = image === undefined ? undefined : (await findImage(reader, current.id))?.bytes.toString('base64');
  return compact<ApplicationDocument>({ ...own, userGroups: names?.sort(), users: people?.sort(), image: picture });
}

/** The names a file asks for, written as those that are there already where they are the same. */
function wantedAccess(
  { userGroups, users, image }: ApplicationDocument,
  before: ApplicationDocument | undefined,
): Partial<ApplicationDocument> {
  const written = (names: readonly string[], known: readonly string[] = []): string[] => {
    const own = new Map(known.map((name) => [foldedName(name), name]));
    return [...new Set(names.map((name) => own.get(foldedName(name)) ?? name.trim()))].sort();
  };
  return compact<Partial<ApplicationDocument>>({
    userGroups: userGroups && written(userGroups, before?.userGroups),
    users: users && written(users, before?.users),
    image,
  });
}

/** How names of groups and people are compared. */
export function foldedName(name: string): string {
  return name.trim().normalize('NFKC').toLowerCase();
}

async function boundGroupNames(reader: Reader, id: ApplicationId): Promise<string[]> {
  const names: string[] = [];
  for (const groupId of await listBoundGroupIds(reader, id)) names.push((await findGroup(reader, groupId))?.name ?? '');
  return names;
}

async function demandNames(
  reader: Reader,
  { userGroups = [], users = [] }: ApplicationDocument,
  coming: Coming,
): Promise<void> {
  for (const name of userGroups) {
    if (coming.groups.has(foldedName(name)) || (await findGroupByName(reader, name)) !== undefined) continue;
    throw invalid({ userGroups: `There is no user group ${name}, and none is in the file.` });
  }
  for (const name of users) {
    if (coming.users.has(foldedName(name)) || (await findUserByLogin(reader, name)) !== undefined) continue;
    throw invalid({ users: `There is nobody with the username ${name}, and none is in the file.` });
  }
}

async function groupIds(reader: Reader, names: readonly string[]): Promise<GroupId[]> {
  const ids: GroupId[] = [];
  for (const name of names) {
    const group = await findGroupByName(reader, name);
    if (group === undefined) throw invalid({ userGroups: `There is no user group ${name}.` });
    if (!ids.includes(group.id)) ids.push(group.id);
  }
  return ids;
}

async function userIds(reader: Reader, names: readonly string[]): Promise<UserId[]> {
  const ids: UserId[] = [];
  for (const name of names) {
    const user = await findUserByLogin(reader, name);
    if (user === undefined) throw invalid({ users: `There is nobody with the username ${name}.` });
    if (!ids.includes(user.id)) ids.push(user.id);
  }
  return ids;
}

function shortened(change: FieldChange): FieldChange {
  return change.field === 'image' ? { field: 'image' } : change;
}
