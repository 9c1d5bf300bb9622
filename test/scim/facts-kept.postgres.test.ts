import { newPostgresDatabase } from '../support/database';
import { describeKeptFacts } from './facts-kept-suite';

describe('what an SP was found to do, on PostgreSQL', () => {
  describeKeptFacts(newPostgresDatabase);
});
