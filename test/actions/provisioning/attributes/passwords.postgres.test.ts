import { newPostgresDatabase } from '../../../support/database';
import { describePasswords } from '../../../support/provisioning/password-suite';

describe('passwords, on PostgreSQL', () => {
  describePasswords(newPostgresDatabase);
});
