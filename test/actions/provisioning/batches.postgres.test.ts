import { newPostgresDatabase } from '../../support/database';
import { describeBatches } from '../../support/provisioning/batch-suite';

describe('many people at once, on PostgreSQL', () => {
  describeBatches(newPostgresDatabase);
});
