import { newPostgresDatabase } from '../support/database';
import { describePushes } from '../support/push-suite';

describe('pushing changes, on PostgreSQL', () => {
  describePushes(newPostgresDatabase);
});
