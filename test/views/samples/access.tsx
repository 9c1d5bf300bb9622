import { KeptPage } from '../../../views/gate/kept';
import { AdminsPage, type AdminRow } from '../../../views/admin/settings/admins';
import { RolePage } from '../../../views/admin/settings/role';
import { FULL, NOW, page, PLAIN, SIGNED_IN, type Sample } from './props';

const OWNER: AdminRow = {
  ...{ id: '01JDA83F5TQ4M8Z0V7X2K9R3WB', name: 'Sam Okafor', username: 'sam.okafor' },
  ...{ role: 'owner', state: 'active', own: true, lastSignInAt: NOW },
};
const STAGED: AdminRow = {
  ...{ id: '01JDA83F5TQ4M8Z0V7X2K9R3WC', name: 'Priya Kaul', username: 'p.kaul' },
  ...{ role: 'user', state: 'staged', own: false },
};
const READER = {
  ...{ name: 'Noor Abadi', isAdmin: true, opens: () => false },
  readingNote: 'Your role, Read-only auditor, reads this page. What would change something is not offered.',
};

/** Who may do what, and forms that were kept. */
export const ACCESS: readonly Sample[] = [
  page('kept form', KeptPage, {
    ...{ chrome: PLAIN, id: '01JDA83F5TQ4M8Z0V7X2K9R3WB', action: '/security/password', path: '/security/password' },
    files: false,
  }),
  page('kept form, with a file', KeptPage, {
    ...{ chrome: PLAIN, id: '01JDA83F5TQ4M8Z0V7X2K9R3WB', action: '/admin/groups?from=list', path: '/admin/groups' },
    ...{ what: 'Add a user group', files: true },
  }),
  page('admins', AdminsPage, { chrome: SIGNED_IN, admins: [OWNER], appoints: true }),
  page('admins, searched', AdminsPage, {
    ...{ chrome: FULL, admins: [OWNER, { ...STAGED, role: 'helpdesk' }], appoints: true },
    ...{ q: 'priya', found: [STAGED], total: 31 },
  }),
  page('admins, nobody found', AdminsPage, {
    ...{ chrome: SIGNED_IN, admins: [OWNER], appoints: true, q: 'x', found: [], total: 0 },
  }),
  page('admins, read only', AdminsPage, {
    ...{ chrome: { ...SIGNED_IN, person: READER }, admins: [OWNER], appoints: false },
  }),
  page('role of a person', RolePage, { chrome: SIGNED_IN, user: STAGED, chosen: 'user' }),
  page('role of a person, refused', RolePage, {
    ...{ chrome: FULL, user: OWNER, chosen: 'admin', errors: { role: 'Choose a role.' } },
    message: 'This is the last owner. Somebody has to be able to administer Passo.',
  }),
];
