import { describeBatches } from '../../support/provisioning/batch-suite';

describe('many people at once, on SQLite', () => {
  describeBatches(() => Promise.resolve(undefined));
});
