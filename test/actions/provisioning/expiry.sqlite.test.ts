import { describeExpiry } from '../../support/provisioning/expiry-suite';

describe('passwords that run out by the clock, on SQLite', () => {
  describeExpiry(() => Promise.resolve(undefined));
});
