import { describeFaults } from '../support/fault-suite';

describe('faults and races, on SQLite', () => {
  describeFaults(() => Promise.resolve(undefined));
});
