import { describeCrashes } from '../support/crash-suite';

describe('killed at any point, on SQLite', () => {
  describeCrashes(async () => undefined);
});
