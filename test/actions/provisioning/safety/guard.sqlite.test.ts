import { describeGuard } from '../../../support/provisioning/guard-suite';

describe('removals that are held, on SQLite', () => {
  describeGuard(async () => undefined);
});
