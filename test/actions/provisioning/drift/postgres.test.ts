import { newPostgresDatabase } from '../../../support/database';
import { describeDrift } from '../../../support/provisioning/drift-suite';

describe('what was changed at an SP, on PostgreSQL', () => {
  describeDrift(newPostgresDatabase);
});
