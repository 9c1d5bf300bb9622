import { describePausesAndCredentials } from '../../support/provisioning/pause-suite';

describe('pauses and credentials, on SQLite', () => {
  describePausesAndCredentials(() => Promise.resolve(undefined));
});
