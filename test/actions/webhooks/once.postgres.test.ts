import { newPostgresDatabase } from '../../support/database';
import { describeOnce } from './once-suite';

describe('deliveries to webhooks, on PostgreSQL', () => describeOnce(newPostgresDatabase));
