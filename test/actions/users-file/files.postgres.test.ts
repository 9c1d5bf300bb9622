import { newPostgresDatabase } from '../../support/database';
import { describeUserFiles } from './suite';

describe('files of people, on PostgreSQL', () => {
  describeUserFiles(newPostgresDatabase);
});
