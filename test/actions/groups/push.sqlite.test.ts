import { describeGroups } from '../../support/provisioning/groups-suite';

describe('pushing groups, on SQLite', () => {
  describeGroups(() => Promise.resolve(undefined));
});
