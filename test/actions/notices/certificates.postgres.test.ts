import { newPostgresDatabase } from '../../support/database';
import { describeNotices } from './suite';

describe('notices of certificates, on PostgreSQL', () => {
  describeNotices(newPostgresDatabase);
});
