import { newPostgresDatabase } from '../support/database';
import { describePaths } from './web-paths-suite';

describe('odd addresses and crossed requests, on PostgreSQL', () => {
  describePaths(newPostgresDatabase);
});
