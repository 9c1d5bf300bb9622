import { describeIdmForms } from './forms-suite';

describe('hostile words below the tab, on SQLite', () => {
  describeIdmForms(() => Promise.resolve(undefined));
});
