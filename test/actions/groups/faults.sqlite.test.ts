import { describeGroupFaults } from '../../support/provisioning/groups-fault-suite';

describe('faults with groups, on SQLite', () => {
  describeGroupFaults(() => Promise.resolve(undefined));
});
