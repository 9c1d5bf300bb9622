import { newPostgresDatabase } from '../../support/database';
import { describePausesAndCredentials } from '../../support/provisioning/pause-suite';

describe('pauses and credentials, on PostgreSQL', () => {
  describePausesAndCredentials(newPostgresDatabase);
});
