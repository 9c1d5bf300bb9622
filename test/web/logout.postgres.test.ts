import { newPostgresDatabase } from '../support/database';
import { describeLogout } from './logout-suite';

jest.setTimeout(60_000);

describe('P9: signing out everywhere, on PostgreSQL', () =>
  describeLogout(async () => ({ databaseUrl: await newPostgresDatabase() })));
