import { describePaths } from './web-paths-suite';

describe('odd addresses and crossed requests, on SQLite', () => {
  describePaths(() => Promise.resolve(undefined));
});
