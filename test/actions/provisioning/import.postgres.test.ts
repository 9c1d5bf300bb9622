import { newPostgresDatabase } from '../../support/database';
import { describeImports } from '../../support/provisioning/import-suite';

describe('importing users, on PostgreSQL', () => {
  describeImports(newPostgresDatabase);
});
