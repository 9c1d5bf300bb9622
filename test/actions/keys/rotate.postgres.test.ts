import { newPostgresDatabase } from '../../support/database';
import { describeKeys } from './keys-suite';

describe('the encryption key, on PostgreSQL', () => {
  describeKeys(newPostgresDatabase);
});
