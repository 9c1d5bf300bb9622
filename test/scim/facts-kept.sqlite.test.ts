import { describeKeptFacts } from './facts-kept-suite';

describe('what an SP was found to do, on SQLite', () => {
  describeKeptFacts(async () => undefined);
});
