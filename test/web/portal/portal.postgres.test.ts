import { newPostgresDatabase } from '../../support/database';
import { portalSuite } from './portal-suite';

jest.setTimeout(60_000);

portalSuite(newPostgresDatabase);
