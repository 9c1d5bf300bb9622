import { newPostgresDatabase } from '../../support/database';
import { describeEngine } from '../../support/provisioning/engine-suite';

describe('what a turn must not miss, on PostgreSQL', () => {
  describeEngine(newPostgresDatabase);
});
