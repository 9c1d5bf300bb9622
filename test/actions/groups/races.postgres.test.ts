import { newPostgresDatabase } from '../../support/database';
import { describeGroupRaces } from '../../support/provisioning/groups-race-suite';

describe('groups and admins at the same moment, on PostgreSQL', () => {
  describeGroupRaces(newPostgresDatabase);
});
