import { ImportCard } from '../../../../../../views/admin/applications/identity-management/import/card';
import { isUnderWay } from '../../../../../actions/provisioning/import/start';
import { findImport } from '../../../../../store/provisioning/imports';
import { pathOf } from '../../frame-props';
import type { IdmCard } from '../cards';

/** The card of the import; nothing where users can't be imported. */
export const importCard: IdmCard = async ({ web, application, scim }) => {
  if (!scim.can.includes('import')) return undefined;
  const one = await findImport(web.context.db, application.id);
  const href = pathOf(application, 'identity-management/import');
  return <ImportCard href={href} label={application.label} busy={one !== undefined && isUnderWay(one.state)} />;
};
