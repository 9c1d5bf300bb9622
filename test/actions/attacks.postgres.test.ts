import { describeAttacks } from '../support/attack-suite';
import { newPostgresDatabase } from '../support/database';

describe('changes under way, on PostgreSQL', () => {
  describeAttacks(newPostgresDatabase);
});
