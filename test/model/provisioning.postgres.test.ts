import { newPostgresDatabase } from '../support/database';
import { describeModel } from './suite';

describe('a company’s life, on PostgreSQL', () => {
  describeModel([2, 4, 6, 8, 10], newPostgresDatabase);
});
