import { newPostgresDatabase } from '../../support/database';
import { describeOutbox } from './suite';

describe('the outbox of mail, on PostgreSQL', () => {
  describeOutbox(newPostgresDatabase);
});
