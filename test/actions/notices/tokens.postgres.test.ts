import { newPostgresDatabase } from '../../support/database';
import { describeTokenNotices } from './tokens-suite';

describe('reminders of Token Keys, on PostgreSQL', () => {
  describeTokenNotices(newPostgresDatabase);
});
