import { describeEngine } from '../../support/provisioning/engine-suite';

describe('what a turn must not miss, on SQLite', () => {
  describeEngine(async () => undefined);
});
