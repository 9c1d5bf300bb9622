import { newPostgresDatabase } from '../support/database';
import { describeStore } from './store';

describe('the store, on PostgreSQL', () => {
  describeStore(async () => ({ kind: 'postgres', url: await newPostgresDatabase() }));
});
