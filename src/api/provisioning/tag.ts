import type { PersonStandingState } from '../../store/boards/standings';

/** The name of the chapter in the documents. */
export const PROVISIONING = 'Provisioning';

/** How a person can stand at an application. */
export const STANDINGS = [
  'in-step',
  'waiting',
  'in-progress',
  'failed',
  'held',
  'deactivated',
] as const satisfies readonly PersonStandingState[];
