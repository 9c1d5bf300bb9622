import { newPostgresDatabase } from '../../support/database';
import { describeIdmForms, FOR_DATABASES } from './forms-suite';

describe('hostile words below the tab, on PostgreSQL', () => {
  describeIdmForms(newPostgresDatabase, FOR_DATABASES);
});
