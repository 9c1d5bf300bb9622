import { newPostgresDatabase } from '../../support/database';
import { describeMetadataSources } from './suite';

describe('metadata at an address, on PostgreSQL', () => {
  describeMetadataSources(newPostgresDatabase);
});
