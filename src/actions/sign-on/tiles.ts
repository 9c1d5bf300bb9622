import { decideAccess } from '../../core/access';
import type { Application } from '../../core/application';
import type { EventId } from '../../core/ids';
import { accountStateOf, type AccountState } from '../../core/portal/account-state';
import type { User } from '../../core/user';
import { listApplications } from '../../store/applications';
import { listGrantedApplicationIds } from '../../store/bindings';
import { listLaunches } from '../../store/portal/launches';
import { listLinksOfUser } from '../../store/provisioning/links';
import type { Deps } from '../deps';

/** An application on a person's first page. */
export interface PersonalTile {
  readonly application: Application;
  readonly account: AccountState;
  /** What happened when the account could not be made. */
  readonly eventId?: EventId;
  /** How often the person opened it from here, and when last (milliseconds; 0 for never). */
  readonly times: number;
  readonly lastAt: number;
}

/** Finds the applications a person may use, by label, whether their tiles are shown or not (M-063). */
export async function findUsable(deps: Pick<Deps, 'db' | 'clock'>, user: User): Promise<Application[]> {
  const granted = new Set(await listGrantedApplicationIds(deps.db, user.id));
  const now = deps.clock();
  return (await listApplications(deps.db))
    .filter((application) => decideAccess(user, application, granted.has(application.id), now).allowed)
    .sort((one, other) => one.label.localeCompare(other.label, 'en', { sensitivity: 'base', numeric: true }));
}

/** Finds the applications a person may use and that are shown in the User Portal, by label (M-058, M-063). */
export async function findTiles(deps: Pick<Deps, 'db' | 'clock'>, user: User): Promise<Application[]> {
  return (await findUsable(deps, user)).filter(({ showInPortal }) => showInPortal);
}

/** The same with how the person's account at each stands, and how often they opened it. */
export async function findPersonalTiles(deps: Pick<Deps, 'db' | 'clock'>, user: User): Promise<PersonalTile[]> {
  const applications = await findTiles(deps, user);
  const links = new Map((await listLinksOfUser(deps.db, user.id)).map((link) => [link.applicationId, link]));
  const launches = new Map((await listLaunches(deps.db, user.id)).map((one) => [one.applicationId, one]));
  return applications.map((application) => {
    const link = links.get(application.id);
    const account = accountStateOf(application, link);
    const eventId = account === 'failed' ? link?.eventId : undefined;
    return {
      application,
      account,
      times: launches.get(application.id)?.times ?? 0,
      lastAt: launches.get(application.id)?.lastAt ?? 0,
      ...(eventId === undefined ? {} : { eventId }),
    };
  });
}
