import { describeAccessFirst } from '../../support/provisioning/access-first-suite';
import { describeBatches } from '../../support/provisioning/batch-suite';

describe('many people at once, on SQLite', () => {
  describeBatches(() => Promise.resolve(undefined));
});

describe('whose access ends, on SQLite', () => {
  describeAccessFirst(() => Promise.resolve(undefined));
});
