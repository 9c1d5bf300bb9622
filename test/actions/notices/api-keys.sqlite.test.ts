import { describeApiKeyNotices } from './api-keys-suite';

describe('reminders of API keys, on SQLite', () => {
  describeApiKeyNotices(() => Promise.resolve(undefined));
});
