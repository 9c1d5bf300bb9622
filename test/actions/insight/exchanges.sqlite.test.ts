import { describeExchanges } from './exchanges-suite';

describe('exchanges and previews, on SQLite', () => {
  describeExchanges(() => Promise.resolve(undefined));
});
