import { newPostgresDatabase } from '../../support/database';
import { describeRotation } from './suite';

describe('rotation, on PostgreSQL, with two instances', () => {
  describeRotation(newPostgresDatabase);
});
