import { describeProbe } from '../../support/provisioning/probe-suite';

describe('the capability probe, on SQLite', () => {
  describeProbe(() => Promise.resolve(undefined));
});
