import { newPostgresDatabase } from '../support/database';
import { describeCrashes } from '../support/crash-suite';

describe('killed at any point, on PostgreSQL', () => {
  describeCrashes(newPostgresDatabase);
});
