import { form, pages, type AccessLine } from './line';

const SETTINGS = '/admin/settings';
const API_KEYS = `${SETTINGS}/api-keys`;
const WEBHOOKS = `${SETTINGS}/webhooks`;

/** Who may open and change everything that is neither people, user groups nor applications. */
export const OTHER_ACCESS: readonly AccessLine[] = [
  ...pages('applications.read', '/admin', ''),
  form('settings.write', '/admin/first-steps', 'Put the first steps away or bring them back'),
  ...pages('insights.read', '/admin/insights', '', '/export', '/:id'),
  ...pages('applications.read', '/admin/requests', '', '/:id'),
  form('applications.write', '/admin/requests/:id/grant', 'Give what a person asks for', { once: true }),
  form('applications.write', '/admin/requests/:id/decline', 'Decline what a person asks for', { once: true }),
  ...pages('applications.read', '/admin/certificates', ''),
  ...pages('applications.read', '/admin/sync', ''),
  ...pages('settings.read', '/admin/health', ''),
  ...pages('applications.read', '/admin/help', '', '/:name'),
  ...pages('applications.read', '/admin/restored-copy', ''),
  form('settings.write', '/admin/restored-copy/release', 'Let a restored copy send', { recent: true }),
  form('applications.write', '/admin/certificates/plan', 'Plan the switch of certificates', { recent: true }),
  ...pages('settings.read', SETTINGS, '', '/organisation', '/mail', '/sign-in', '/admins', '/retention'),
  form('settings.write', `${SETTINGS}/organisation`, 'Change the organisation'),
  form('settings.write', `${SETTINGS}/organisation/logo`, 'Change the logo'),
  form('settings.write', `${SETTINGS}/sign-in`, 'Change the sign-in policy', { recent: true }),
  form('settings.write', `${SETTINGS}/retention`, 'Change how long events are kept', { recent: true }),
  form('settings.write', `${SETTINGS}/mail/test`, 'Send a test message'),
  ...pages('settings.read', API_KEYS, '', '/:id'),
  ...pages('settings.write', API_KEYS, '/new'),
  form('settings.write', API_KEYS, 'Make an API key', { recent: true, once: true }),
  form('settings.write', `${API_KEYS}/:id`, 'Rename an API key'),
  form('settings.write', `${API_KEYS}/:id/revocation`, 'Revoke an API key', { recent: true }),
  ...pages('settings.read', WEBHOOKS, '', '/:id'),
  ...pages('settings.write', WEBHOOKS, '/new', '/:id/change', '/:id/deletion'),
  form('settings.write', WEBHOOKS, 'Add a webhook', { recent: true, once: true }),
  form('settings.write', `${WEBHOOKS}/:id`, 'Change a webhook', { recent: true }),
  form('settings.write', `${WEBHOOKS}/:id/deletion`, 'Delete a webhook', { recent: true }),
  form('settings.write', `${WEBHOOKS}/:id/rotation`, 'Give a webhook a new secret', { recent: true }),
  form('settings.write', `${WEBHOOKS}/:id/test`, 'Send a test to a webhook'),
  form('settings.write', `${WEBHOOKS}/:id/pause`, 'Pause a webhook'),
  form('settings.write', `${WEBHOOKS}/:id/resume`, 'Resume a webhook'),
  form('settings.write', `${WEBHOOKS}/:id/deliveries/:delivery/again`, 'Send an event to a webhook again'),
  ...pages('admins.write', SETTINGS, '/admins/:id'),
  form('admins.write', `${SETTINGS}/admins/:id`, 'Change the role of a person', { recent: true }),
];
