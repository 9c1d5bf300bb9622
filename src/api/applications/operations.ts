import type { Operation } from '../operation';
import { accessOperations } from './access/operations';
import { addOperations } from './add';
import { generalOperations } from './general';
import { identityManagementOperations } from './identity-management/operations';
import { imageAndGuideOperations } from './image-and-guide';
import { exchangeOperations } from './sso/exchanges';
import { insightOperations } from './sso/insight';
import { spMetadataOperations } from './sso/metadata';
import { ssoOperations } from './sso/operations';

/** Applications: everything about one but its certificates. */
export const applicationOperations: readonly Operation[] = [
  ...addOperations,
  ...generalOperations,
  ...imageAndGuideOperations,
  ...accessOperations,
  ...ssoOperations,
  ...spMetadataOperations,
  ...insightOperations,
  ...exchangeOperations,
  ...identityManagementOperations,
];
