import { describeTrials } from '../../../support/provisioning/trial-suite';

describe('plans of changes, on SQLite', () => {
  describeTrials(async () => undefined);
});
