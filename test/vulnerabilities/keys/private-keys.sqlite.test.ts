import { describePrivateKeys } from './private-keys-suite';

describe('private keys never leave, on SQLite', () => {
  describePrivateKeys(async () => undefined);
});
