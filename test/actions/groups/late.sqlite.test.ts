import { describeLateGroups } from '../../support/provisioning/groups-late-suite';

describe('changes of groups that are carried out late, on SQLite', () => {
  describeLateGroups(() => Promise.resolve(undefined));
});
