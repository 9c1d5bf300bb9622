import { newPostgresDatabase } from '../../../support/database';
import { describeMappings } from '../../../support/provisioning/mapping-suite';

describe('tables of attributes, on PostgreSQL', () => {
  describeMappings(newPostgresDatabase);
});
