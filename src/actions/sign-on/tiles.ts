import { decideAccess } from '../../core/access';
import type { Application } from '../../core/application';
import type { User } from '../../core/user';
import { listApplications } from '../../store/applications';
import { listGrantedApplicationIds } from '../../store/bindings';
import type { Deps } from '../deps';

/** Finds the applications a person may use and that are shown in the User Portal, by label (M-058, M-063). */
export async function findTiles(deps: Pick<Deps, 'db' | 'clock'>, user: User): Promise<Application[]> {
  const granted = new Set(await listGrantedApplicationIds(deps.db, user.id));
  const now = deps.clock();
  return (await listApplications(deps.db)).filter(
    (application) =>
      application.showInPortal && decideAccess(user, application, granted.has(application.id), now).allowed,
  );
}
