import { describePushes } from '../support/push-suite';

describe('pushing changes, on SQLite', () => {
  describePushes(async () => undefined);
});
