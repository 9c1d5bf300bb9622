import { describePasswords } from '../../../support/provisioning/password-suite';

describe('passwords, on SQLite', () => {
  describePasswords(() => Promise.resolve(undefined));
});
