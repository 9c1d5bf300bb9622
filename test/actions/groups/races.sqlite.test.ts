import { describeGroupRaces } from '../../support/provisioning/groups-race-suite';

describe('groups and admins at the same moment, on SQLite', () => {
  describeGroupRaces(async () => undefined);
});
