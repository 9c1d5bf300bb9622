import { newPostgresDatabase } from '../../support/database';
import { describeApiKeyNotices } from './api-keys-suite';

describe('reminders of API keys, on PostgreSQL', () => {
  describeApiKeyNotices(newPostgresDatabase);
});
