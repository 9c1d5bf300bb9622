import { newPostgresDatabase } from '../../support/database';
import { describeEvidence } from './suite';

describe('the chain of events, on PostgreSQL', () => {
  describeEvidence(async () => ({ kind: 'postgres', url: await newPostgresDatabase() }));
});
