import { newPostgresDatabase } from '../../support/database';
import { describeExchanges } from './exchanges-suite';

describe('exchanges and previews, on PostgreSQL', () => {
  describeExchanges(newPostgresDatabase);
});
