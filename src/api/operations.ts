import { groupOperations } from './groups/operations';
import type { Operation } from './operation';

/** Every operation of the API, in the order of its documents. */
export const OPERATIONS: readonly Operation[] = [...groupOperations];
