import { GroupsCard } from '../../../../../../views/admin/applications/identity-management/groups/card';
import { listStandings } from '../../../../../actions/provisioning/groups/read';
import type { IdmCard } from '../cards';
import { lineOf } from './lines';

/** Groups named on the tab; the page has them all. */
const SHOWN = 8;

/** The card of User Groups, where the connector has groups at all (M-076, M-119). */
export const groupsCard: IdmCard = async ({ web, application, scim, chrome, frame }) => {
  if (!scim.can.includes('groups')) return undefined;
  const managed = application.idm.groups === true;
  const standings = managed ? await listStandings(web.context.db, application) : [];
  const groups = standings.slice(0, SHOWN).map((standing) => lineOf(application, standing));
  return <GroupsCard chrome={chrome} frame={frame} managed={managed} groups={groups} total={standings.length} />;
};
