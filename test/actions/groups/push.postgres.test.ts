import { newPostgresDatabase } from '../../support/database';
import { describeGroups } from '../../support/provisioning/groups-suite';

describe('pushing groups, on PostgreSQL', () => {
  describeGroups(newPostgresDatabase);
});
