import { newPostgresDatabase } from '../../support/database';
import { describeScenarios } from '../../support/provisioning/scenarios/scenario';
import { scimmySp } from '../../support/provisioning/scenarios/service-provider';
import { SCENARIOS } from './scenarios';

describe('scenarios against scimmy-routers, on PostgreSQL', () => {
  describeScenarios(SCENARIOS, scimmySp, { database: newPostgresDatabase, inTurn: 1 });
});
