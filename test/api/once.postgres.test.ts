import { newPostgresDatabase } from '../support/database';
import { onceSuite } from './once-suite';

onceSuite(async () => ({ databaseUrl: await newPostgresDatabase() }));
