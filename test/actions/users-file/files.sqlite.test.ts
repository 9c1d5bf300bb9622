import { describeUserFiles } from './suite';

describe('files of people, on SQLite', () => {
  describeUserFiles(() => Promise.resolve(undefined));
});
