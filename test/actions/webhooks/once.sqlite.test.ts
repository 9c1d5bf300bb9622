import { describeOnce } from './once-suite';

describe('deliveries to webhooks, on SQLite', () => describeOnce(() => Promise.resolve(undefined)));
