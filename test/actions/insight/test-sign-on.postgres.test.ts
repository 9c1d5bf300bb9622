import { newPostgresDatabase } from '../../support/database';
import { describeTestSignOn } from './test-sign-on-suite';

describe('a test sign-on, on PostgreSQL', () => {
  describeTestSignOn(newPostgresDatabase);
});
