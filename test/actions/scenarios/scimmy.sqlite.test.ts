import { describeScenarios } from '../../support/provisioning/scenarios/scenario';
import { scimmySp } from '../../support/provisioning/scenarios/service-provider';
import { SCENARIOS } from './scenarios';

describe('scenarios against scimmy-routers, on SQLite', () => {
  describeScenarios(SCENARIOS, scimmySp);
});
