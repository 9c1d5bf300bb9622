import type { Scenario } from '../../support/provisioning/scenarios/scenario';
import { ACCESS } from './access';
import { ATTRIBUTES } from './attributes';
import { CONNECTION } from './connection';
import { GROUPS } from './groups';
import { PASSWORDS } from './passwords';

/** Every scenario: each runs with the connectors it is for, on both databases, against both service providers. */
export const SCENARIOS: readonly Scenario[] = [...CONNECTION, ...ACCESS, ...ATTRIBUTES, ...PASSWORDS, ...GROUPS];
