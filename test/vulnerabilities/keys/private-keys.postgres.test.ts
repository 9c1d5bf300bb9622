import { newPostgresDatabase } from '../../support/database';
import { describePrivateKeys } from './private-keys-suite';

describe('private keys never leave, on PostgreSQL', () => {
  describePrivateKeys(newPostgresDatabase);
});
