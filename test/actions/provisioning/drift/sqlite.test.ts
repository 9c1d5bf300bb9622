import { describeDrift } from '../../../support/provisioning/drift-suite';

describe('what was changed at an SP, on SQLite', () => {
  describeDrift(() => Promise.resolve(undefined));
});
