import type { Operation } from '../operation';
import { organisationOperations } from './organisation';
import { retentionOperations } from './retention';
import { signInPolicyOperations } from './sign-in';

/** The settings that pages change. */
export const settingsOperations: readonly Operation[] = [
  ...organisationOperations,
  ...signInPolicyOperations,
  ...retentionOperations,
];
