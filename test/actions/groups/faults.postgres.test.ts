import { newPostgresDatabase } from '../../support/database';
import { describeGroupFaults } from '../../support/provisioning/groups-fault-suite';

describe('faults with groups, on PostgreSQL', () => {
  describeGroupFaults(newPostgresDatabase);
});
