import { describeTestSignOn } from './test-sign-on-suite';

describe('a test sign-on, on SQLite', () => {
  describeTestSignOn(() => Promise.resolve(undefined));
});
