import * as initial from './001-initial';
import * as samlComplete from './002-saml-complete';
import * as provisioningComplete from './003-provisioning-complete';
import * as portals from './004-portals';
import * as api from './005-api';
import * as evidence from './006-evidence';
import * as instances from './007-instances';
import * as lateGroups from './008-late-groups';
import * as apiRates from './009-api-rates';
import * as accessFirst from './010-access-first';

/** Every migration, in order. A migration that has been released is frozen: add the next number. */
export const MIGRATIONS = [
  { name: '001-initial', ...initial },
  { name: '002-saml-complete', ...samlComplete },
  { name: '003-provisioning-complete', ...provisioningComplete },
  { name: '004-portals', ...portals },
  { name: '005-api', ...api },
  { name: '006-evidence', ...evidence },
  { name: '007-instances', ...instances },
  { name: '008-late-groups', ...lateGroups },
  { name: '009-api-rates', ...apiRates },
  { name: '010-access-first', ...accessFirst },
] as const;
