import { describeTokenNotices } from './tokens-suite';

describe('reminders of Token Keys, on SQLite', () => {
  describeTokenNotices(() => Promise.resolve(undefined));
});
