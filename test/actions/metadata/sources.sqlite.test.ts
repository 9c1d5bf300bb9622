import { describeMetadataSources } from './suite';

describe('metadata at an address, on SQLite', () => {
  describeMetadataSources(() => Promise.resolve(undefined));
});
