import { newPostgresDatabase } from '../../../support/database';
import { describeGuard } from '../../../support/provisioning/guard-suite';

describe('removals that are held, on PostgreSQL', () => {
  describeGuard(newPostgresDatabase);
});
