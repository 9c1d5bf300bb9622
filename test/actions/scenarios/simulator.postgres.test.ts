import { newPostgresDatabase } from '../../support/database';
import { describeScenarios } from '../../support/provisioning/scenarios/scenario';
import { simulatorSp } from '../../support/provisioning/scenarios/service-provider';
import { SCENARIOS } from './scenarios';

describe('scenarios against the simulator, on PostgreSQL', () => {
  describeScenarios(SCENARIOS, simulatorSp, { database: newPostgresDatabase, inTurn: 2 });
});
