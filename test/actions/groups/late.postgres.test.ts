import { newPostgresDatabase } from '../../support/database';
import { describeLateGroups } from '../../support/provisioning/groups-late-suite';

describe('changes of groups that are carried out late, on PostgreSQL', () => {
  describeLateGroups(newPostgresDatabase);
});
