import { form, pages, type AccessLine } from './line';

const USERS = '/admin/users';
const USER = `${USERS}/:id`;
const FILES = `${USERS}/import`;
const GROUPS = '/admin/groups';
const GROUP = `${GROUPS}/:id`;

/** Who may open and change people and user groups. */
export const PEOPLE_ACCESS: readonly AccessLine[] = [
  ...pages('people.read', USERS, '', '/export', '/:id', '/:id/groups', '/:id/applications', '/:id/activity'),
  ...pages('people.read', USER, '/sign-in', '/offboarding', '/offboarding.csv'),
  ...pages('people.write', USERS, '/new', '/:id/suspension', '/:id/hand-over/:secret'),
  ...pages('people.delete', USERS, '/:id/deletion'),
  ...pages('people.write', FILES, '', '/sample.csv', '/:file', '/:file/result.csv'),
  form('people.write', FILES, 'Bring a file of people', { once: true }),
  form('people.write', `${FILES}/:file/columns`, 'Change what the columns of a file hold'),
  form('people.write', `${FILES}/:file/start`, 'Import the people of a file', { recent: true }),
  form('people.write', `${FILES}/:file/stop`, 'Stop the import of a file'),
  form('people.write', `${FILES}/:file/discard`, 'Throw a file away'),
  form('people.write', `${USERS}/bulk`, 'Change several people at once', { recent: true }),
  form('people.write', USERS, 'Add a person', { once: true }),
  form('people.write', USER, 'Change a person’s details', { changesPerson: true }),
  form('people.write', `${USER}/activation-link`, 'Make an activation link', { changesPerson: true }),
  form('people.write', `${USER}/password-link`, 'Make a link to choose a password', { changesPerson: true }),
  form('people.write', `${USER}/password/expiry`, 'Let a password expire', { changesPerson: true }),
  form('people.write', `${USER}/sessions/:session/revocation`, 'Sign a person out of a browser', {
    changesPerson: true,
  }),
  form('people.write', `${USER}/password`, 'Give a temporary password', { changesPerson: true }),
  form('people.write', `${USER}/second-factor/reset`, 'Reset a second factor', { changesPerson: true, recent: true }),
  form('people.write', `${USER}/sessions/revocation`, 'Sign a person out everywhere', { changesPerson: true }),
  form('people.write', `${USER}/suspension`, 'Suspend a person', { changesPerson: true }),
  form('people.write', `${USER}/unsuspension`, 'Let a suspended person in again', { changesPerson: true }),
  form('people.delete', `${USER}/deletion`, 'Delete a person', { changesPerson: true, recent: true }),
  form('groups.write', `${USER}/groups`, 'Change the User Groups of a person'),
  form('applications.write', `${USER}/applications`, 'Give a person applications'),
  form('applications.write', `${USER}/applications/:application/retry`, 'Try an account again'),

  ...pages('groups.read', GROUPS, '', '/:id', '/:id/users', '/:id/applications'),
  ...pages('groups.write', GROUPS, '/new', '/:id/deletion'),
  form('groups.write', GROUPS, 'Add a user group', { once: true }),
  form('groups.write', GROUP, 'Change a user group'),
  form('groups.write', `${GROUP}/deletion`, 'Delete a user group'),
  form('groups.write', `${GROUP}/users`, 'Change the members of a user group'),
  form('groups.write', `${GROUP}/applications`, 'Give a user group applications'),
];
