import { describeRotation } from './suite';

describe('rotation, on SQLite', () => {
  describeRotation(() => Promise.resolve(undefined));
});
