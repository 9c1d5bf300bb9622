import { describeMappings } from '../../../support/provisioning/mapping-suite';

describe('tables of attributes, on SQLite', () => {
  describeMappings(() => Promise.resolve(undefined));
});
