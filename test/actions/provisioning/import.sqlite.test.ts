import { describeImports } from '../../support/provisioning/import-suite';

describe('importing users, on SQLite', () => {
  describeImports(() => Promise.resolve(undefined));
});
