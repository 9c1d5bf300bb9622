import type { Operation } from '../../operation';
import { compatibilityOperations } from './compatibility';
import { connectionOperations } from './connection';
import { driftOperations } from './drift';
import { idmGroupOperations } from './groups';
import { mappingOperations } from './mappings';
import { planOperations } from './plans';
import { removalOperations } from './removals';
import { idmSettingOperations } from './settings';

/** Identity Management of an application. */
export const identityManagementOperations: readonly Operation[] = [
  ...connectionOperations,
  ...idmSettingOperations,
  ...mappingOperations,
  ...idmGroupOperations,
  ...planOperations,
  ...removalOperations,
  ...driftOperations,
  ...compatibilityOperations,
];
