import { newPostgresDatabase } from '../../support/database';
import { describeSecondFactor } from './suite';

jest.setTimeout(60_000);

describe('W7, W10: the second step, on PostgreSQL', () =>
  describeSecondFactor(async () => ({ databaseUrl: await newPostgresDatabase() })));
