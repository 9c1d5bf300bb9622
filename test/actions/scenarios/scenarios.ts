import type { Scenario } from '../../support/provisioning/scenarios/scenario';
import { ACCESS } from './access';

/** Every scenario: each runs with the connectors it is for, on both databases, against both service providers. */
export const SCENARIOS: readonly Scenario[] = [...ACCESS];
