import { describeNotices } from './suite';

describe('notices of certificates, on SQLite', () => {
  describeNotices(async () => undefined);
});
