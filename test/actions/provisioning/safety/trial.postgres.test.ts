import { newPostgresDatabase } from '../../../support/database';
import { describeTrials } from '../../../support/provisioning/trial-suite';

describe('plans of changes, on PostgreSQL', () => {
  describeTrials(newPostgresDatabase);
});
