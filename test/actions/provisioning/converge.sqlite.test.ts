import { describeConvergence } from '../../support/provisioning/converge-suite';

describe('an SP that was measured is served as it is, on SQLite', () => {
  describeConvergence(() => Promise.resolve(undefined), true);
});

describe('an SP that nothing is known of is learnt, on SQLite', () => {
  describeConvergence(() => Promise.resolve(undefined), false);
});
