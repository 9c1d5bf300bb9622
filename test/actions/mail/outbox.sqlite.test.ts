import { describeOutbox } from './suite';

describe('the outbox of mail, on SQLite', () => {
  describeOutbox(async () => undefined);
});
