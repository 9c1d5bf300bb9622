import { newPostgresDatabase } from '../../support/database';
import { describeExpiry } from '../../support/provisioning/expiry-suite';

describe('passwords that run out by the clock, on PostgreSQL', () => {
  describeExpiry(newPostgresDatabase);
});
