import { newPostgresDatabase } from '../../support/database';
import { describeConvergence } from '../../support/provisioning/converge-suite';

describe('an SP that was measured is served as it is, on PostgreSQL', () => {
  describeConvergence(newPostgresDatabase, true, [
    'PATCH unsupported (501)',
    'string booleans',
    'pages by cursor, no filters',
  ]);
});
