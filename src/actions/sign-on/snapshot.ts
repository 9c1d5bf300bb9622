import type { Application } from '../../core/application';
import { isSlug, type ApplicationId, type GroupId, type UserId } from '../../core/ids';
import { isSecondFactorAsked } from '../../core/second-factor';
import { readSignInPolicy } from '../../core/sign-in/policy';
import type { User } from '../../core/user';
import { findApplicationBySlug } from '../../store/applications';
import { listApplicationIdsOfUser, listBoundGroupIds } from '../../store/bindings';
import { listGroupsOfUser } from '../../store/groups';
import { listCertificates, type SigningCertificate } from '../../store/sign-on/certificates';
import { readChangeCount } from '../../store/sign-on/change-count';
import type { AskedSignOn, SignOnReader, SignOnRow } from '../../store/sign-on/sign-on-reader';
import { findSetting } from '../../store/settings';
import { transact, type Db, type Tx } from '../../store/tx';
import { findUser } from '../../store/users';

/** An application with everything a sign-on to it needs. */
export interface ApplicationCopy {
  readonly application: Application;
  readonly certificates: readonly SigningCertificate[];
  readonly groupIds: ReadonlySet<GroupId>;
}

/** A person with everything a sign-on of theirs needs. */
export interface PersonCopy {
  readonly user: User;
  readonly groups: readonly { readonly id: GroupId; readonly name: string }[];
  /** Applications given to the person without a group. */
  readonly applicationIds: ReadonlySet<ApplicationId>;
  /** The organisation, or one of the groups, asks the person for a second factor. */
  readonly secondFactorAsked: boolean;
}

/** What decides a sign-on, as it is committed in the database now. */
export interface SignOnFacts {
  readonly row: SignOnRow;
  readonly application?: ApplicationCopy;
  readonly person?: PersonCopy;
}

/** Reads what decides a sign-on. */
export interface Snapshot {
  /** @param asked with `userId` for a person that no session tells of */
  read(asked: AskedSignOn & { readonly userId?: UserId | undefined }): Promise<SignOnFacts>;
  close(): Promise<void>;
}

/** Copies that belong to one count of changes. */
interface Generation {
  readonly count: number;
  readonly applications: Map<string, ApplicationCopy>;
  readonly people: Map<UserId, PersonCopy>;
}

/** Beyond these, copies are dropped and read again: tens of megabytes at most. */
const MOST_PEOPLE = 20_000;
const MOST_APPLICATIONS = 2_000;

/**
 * Makes the snapshot. Copies of people and applications are good as long as nothing that they hold was written, by this
 * process or another: the count of changes is read with every sign-on, in the same query as the session, and copies of
 * another count are not used. Copies are read in one transaction with their count, so that they never mix two states.
 * @param onChange called when copies became old
 */
export function makeSnapshot(db: Db, reader: SignOnReader, onChange: () => void = () => undefined): Snapshot {
  let current = emptyGeneration(-1);

  function generationOf(count: number): Generation {
    if (current.count === count) return current;
    if (current.count !== -1) onChange();
    current = emptyGeneration(count);
    return current;
  }

  return {
    async read(asked) {
      // What can't be a slug names nothing, and may hold what a database can't take.
      const slug = isSlug(asked.slug) ? asked.slug : '';
      const row = await reader.read({ ...asked, slug });
      const userId = asked.userId ?? row.session?.userId;
      const { applications, people } = generationOf(row.changeCount);
      const application = applications.get(asked.slug);
      const person = userId === undefined ? undefined : people.get(userId);
      if (application !== undefined && (userId === undefined || person !== undefined)) {
        return factsOf(row, application, person);
      }
      return transact(db, async (tx) => {
        const fresh = generationOf(await readChangeCount(tx));
        const found = await readApplication(tx, fresh, asked.slug);
        return factsOf(row, found, userId === undefined ? undefined : await readPerson(tx, fresh, userId));
      });
    },
    close: () => reader.close(),
  };
}

/** Tells whether the person may use the application, and by which of their groups. */
export function grantOf(
  { application, groupIds }: ApplicationCopy,
  { groups, applicationIds }: PersonCopy,
): { readonly granted: boolean; readonly applicationGroupNames: string[] } {
  const applicationGroupNames = groups.filter(({ id }) => groupIds.has(id)).map(({ name }) => name);
  return { granted: applicationGroupNames.length > 0 || applicationIds.has(application.id), applicationGroupNames };
}

function emptyGeneration(count: number): Generation {
  return { count, applications: new Map(), people: new Map() };
}

function factsOf(row: SignOnRow, application?: ApplicationCopy, person?: PersonCopy): SignOnFacts {
  return { row, ...(application === undefined ? {} : { application }), ...(person === undefined ? {} : { person }) };
}

async function readApplication(
  tx: Tx,
  { applications }: Generation,
  slug: string,
): Promise<ApplicationCopy | undefined> {
  const known = applications.get(slug);
  if (known !== undefined) return known;
  const application = await findApplicationBySlug(tx, slug);
  if (application === undefined) return undefined;
  const certificates = await listCertificates(tx, application.id);
  const copy = { application, certificates, groupIds: new Set(await listBoundGroupIds(tx, application.id)) };
  if (applications.size >= MOST_APPLICATIONS) applications.clear();
  applications.set(slug, copy);
  return copy;
}

async function readPerson(tx: Tx, { people }: Generation, id: UserId): Promise<PersonCopy | undefined> {
  const known = people.get(id);
  if (known !== undefined) return known;
  const user = await findUser(tx, id);
  if (user === undefined) return undefined;
  const found = await listGroupsOfUser(tx, id);
  const policy = readSignInPolicy(await findSetting(tx, 'sign_in_policy'));
  const copy: PersonCopy = {
    user,
    groups: found.map((group) => ({ id: group.id, name: group.name })),
    applicationIds: new Set(await listApplicationIdsOfUser(tx, id)),
    secondFactorAsked: isSecondFactorAsked(policy, user, found),
  };
  if (people.size >= MOST_PEOPLE) people.clear();
  people.set(id, copy);
  return copy;
}
