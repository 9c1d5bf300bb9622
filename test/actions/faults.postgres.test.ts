import { newPostgresDatabase } from '../support/database';
import { describeFaults } from '../support/fault-suite';

describe('faults and races, on PostgreSQL', () => {
  describeFaults(newPostgresDatabase);
});
