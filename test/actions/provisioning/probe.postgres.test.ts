import { newPostgresDatabase } from '../../support/database';
import { describeProbe } from '../../support/provisioning/probe-suite';

describe('the capability probe, on PostgreSQL', () => {
  describeProbe(newPostgresDatabase, ['an honest SP', 'no PATCH', 'faults by chance']);
});
