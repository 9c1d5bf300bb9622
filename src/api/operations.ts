import { applicationOperations } from './applications/operations';
import { certificateOperations } from './certificates/operations';
import { connectorOperations } from './connectors/operations';
import { eventOperations } from './events/operations';
import { groupOperations } from './groups/operations';
import { healthOperations } from './health/operations';
import { importOperations } from './imports/operations';
import { keyOperations } from './key/operations';
import type { Operation } from './operation';
import { provisioningOperations } from './provisioning/operations';
import { accessRequestOperations } from './requests/operations';
import { settingsOperations } from './settings/operations';
import { userFileOperations } from './user-files/operations';
import { userOperations } from './users/operations';
import { webhookOperations } from './webhooks/operations';

/** Every operation of the API, in the order of its documents. */
export const OPERATIONS: readonly Operation[] = [
  ...keyOperations,
  ...userOperations,
  ...userFileOperations,
  ...groupOperations,
  ...connectorOperations,
  ...applicationOperations,
  ...certificateOperations,
  ...provisioningOperations,
  ...importOperations,
  ...accessRequestOperations,
  ...eventOperations,
  ...webhookOperations,
  ...settingsOperations,
  ...healthOperations,
];
