import { newPostgresDatabase } from '../../support/database';
import { describeAccessFirst } from '../../support/provisioning/access-first-suite';
import { describeBatches } from '../../support/provisioning/batch-suite';

describe('many people at once, on PostgreSQL', () => {
  describeBatches(newPostgresDatabase);
});

describe('whose access ends, on PostgreSQL', () => {
  describeAccessFirst(newPostgresDatabase);
});
