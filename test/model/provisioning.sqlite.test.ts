import { describeModel } from './suite';

describe('a company’s life, on SQLite', () => {
  describeModel([1, 3, 5, 7, 9], () => Promise.resolve(undefined));
});
