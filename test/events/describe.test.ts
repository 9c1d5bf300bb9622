import {
  EVENT_CATEGORIES,
  EVENT_NAMES,
  EVENTS,
  isEventName,
  type AnyEvent,
  type DirectoryEvent,
  type EventName,
  type EventPayloads,
} from '../../src/events/catalog';
import { describe as say } from '../../src/events/describe';
import type { EventId } from '../../src/core/ids';

const base = {
  id: '01J00000000000000000000000' as EventId,
  at: 0,
  actor: { kind: 'admin', name: 'Sam Okafor' },
  applicationLabel: 'Robin',
  userName: 'Dele Wright',
  groupName: 'Sales',
} as const;

function event<Name extends EventName>(
  name: Name,
  payload: EventPayloads[Name],
  result: 'success' | 'failure' = 'success',
): DirectoryEvent<Name> {
  return { ...base, name, payload, result };
}

type Line = readonly [AnyEvent['name'], DirectoryEvent, string];
const line = <Name extends EventName>(
  name: Name,
  payload: EventPayloads[Name],
  sentence: string,
  result: 'success' | 'failure' = 'success',
): Line => [name, event(name, payload, result), sentence];

const LINES: readonly Line[] = [
  line('idm_integration_activate', {}, 'Sam Okafor activated Identity Management for Robin.'),
  line('idm_integration_update', { changed: ['groups'] }, 'Sam Okafor updated Identity Management for Robin: groups.'),
  line('idm_integration_reauth', {}, 'Sam Okafor replaced the Token Key for Robin.'),
  line('idm_integration_delete', {}, 'Sam Okafor deactivated Identity Management for Robin.'),
  line(
    'idm_probe',
    { sentence: 'Changes go out as PUT.' },
    'Sam Okafor measured what Robin can do. Changes go out as PUT.',
  ),
  line(
    'provisioning_hold',
    { sentence: 'Robin refused the Token Key.' },
    'Changes for Robin are held back. Robin refused the Token Key.',
  ),
  line('provisioning_removal_stage', { people: 380 }, 'The deactivation of 380 people in Robin waits for an admin.'),
  line('provisioning_removal_allow', { people: 1 }, 'Sam Okafor allowed the deactivation of 1 person in Robin.'),
  line('provisioning_removal_reject', { people: 380 }, 'Sam Okafor rejected the deactivation of 380 people in Robin.'),
  line(
    'provisioning_removal_expire',
    { people: 380 },
    'Nobody allowed the deactivation of 380 people in Robin in time.',
  ),
  line('provisioning_plan_make', { counts: { create: 2 } }, 'Sam Okafor made a plan of changes for Robin.'),
  line('provisioning_plan_apply', { counts: { create: 2 } }, 'Sam Okafor applied a plan of changes to Robin.'),
  line('provisioning_resume', { sentence: '4 changes go out' }, 'Changes for Robin are sent again. 4 changes go out.'),
  line(
    'provisioning_pause',
    { sentence: '4 changes wait', waiting: 4 },
    'Sam Okafor paused provisioning to Robin. 4 changes wait.',
  ),
  line(
    'provisioning_unpause',
    { sentence: '4 changes go out', waiting: 4 },
    'Sam Okafor resumed provisioning to Robin. 4 changes go out.',
  ),
  line(
    'token_notice',
    { sentence: 'It expires in 7 days', at: 0 },
    'The Token Key of Robin ends soon. It expires in 7 days.',
  ),
  line('password_expiry', { count: 1, names: ['Dele Wright'] }, 'The password of Dele Wright expired.'),
  line('password_expiry', { count: 40, names: ['Dele', 'Mia'] }, 'The passwords of Dele, Mia and 38 more expired.'),
  line(
    'password_expiry',
    { count: 1, names: ['Dele Wright'], back: true },
    'The password of Dele Wright counts again, because the clock was set back.',
  ),
  line('drift_check', { accounts: 1 }, '1 account in Robin compared: no difference.'),
  line(
    'drift_check',
    { accounts: 412, found: { orphan: 2, changed: 3 }, fresh: 1 },
    '412 accounts in Robin compared: 5 different, 1 of them new.',
  ),
  line(
    'drift_check',
    { sentence: 'Robin asks to slow down.' },
    'The accounts in Robin could not be compared. Robin asks to slow down.',
    'failure',
  ),
  line(
    'drift_decide',
    { sentence: 'Push again: 3 differences' },
    'Sam Okafor decided about differences in Robin. Push again: 3 differences.',
  ),
  line(
    'account_decide',
    { sentence: 'Passo creates a new one' },
    'Sam Okafor decided about the account of Dele Wright in Robin. Passo creates a new one.',
  ),
  line('access_request_create', { wanted: 'Robin' }, 'Dele Wright asked for access to Robin.'),
  line(
    'access_request_grant',
    { wanted: 'desk booking', sentence: 'Welcome aboard' },
    'Sam Okafor gave Dele Wright access to Robin, who had asked for desk booking. Welcome aboard.',
  ),
  line(
    'access_request_decline',
    { wanted: 'Robin', sentence: 'Only for the office' },
    'Sam Okafor declined the request of Dele Wright for Robin. Only for the office.',
  ),
  line('access_request_withdraw', { wanted: 'Robin' }, 'Dele Wright took back the request for Robin.'),
  line('organisation_update', { changed: ['logo'] }, 'Sam Okafor updated the organisation: logo.'),
  line(
    'user_import',
    { created: 4, linked: 1, refused: 0 },
    'Sam Okafor imported users from Robin: 4 created, 1 linked.',
  ),
  line(
    'user_import',
    { created: 4, linked: 1, refused: 2 },
    'Sam Okafor imported users from Robin: 4 created, 1 linked, 2 refused.',
  ),
  line(
    'user_import',
    { created: 4, linked: 1, refused: 0, left: 60, stoppedBy: 'Ruth Adeyemi' },
    'Sam Okafor imported users from Robin: 4 created, 1 linked. Ruth Adeyemi stopped it with 60 left.',
  ),
  line(
    'user_import',
    { created: 4, linked: 1, refused: 0, left: 60, stoppedBy: 'Ruth Adeyemi', revokedKey: 'nightly' },
    'Sam Okafor imported users from Robin: 4 created, 1 linked. Ruth Adeyemi stopped it with 60 left by revoking the API key nightly.',
  ),
  line(
    'user_import',
    { created: 4, linked: 1, refused: 0, left: 60, stoppedBy: 'Passo', notAllowed: true },
    'Sam Okafor imported users from Robin: 4 created, 1 linked. Passo stopped it with 60 left, because Sam Okafor may not import users any more.',
  ),
  line(
    'user_file_import',
    { file: 'people.csv', created: 4, updated: 1, refused: 2 },
    'Sam Okafor imported users from the file people.csv: 4 added, 1 changed, 2 refused.',
  ),
  line('user_create_provision', {}, 'Dele Wright was created in Robin.'),
  line('user_create_provision', { takenOver: true }, 'The account of Dele Wright in Robin was taken over.'),
  line('user_update_provision', { changed: ['title'] }, 'Dele Wright was updated in Robin: title.'),
  line('user_deprovision', {}, 'Dele Wright was deactivated in Robin.'),
  line('user_delete_provision', {}, 'Dele Wright was deleted in Robin.'),
  line(
    'user_lookup_provision',
    { sentence: 'Two accounts match.' },
    'The account of Dele Wright in Robin could not be settled. Two accounts match.',
    'failure',
  ),
  line('group_create_provision', {}, 'The group Sales was created in Robin.'),
  line('group_create_provision', { takenOver: true }, 'The group Sales in Robin was taken over.'),
  line('group_update_provision', {}, 'The group Sales was updated in Robin.'),
  line('group_delete_provision', {}, 'The group Sales was deleted in Robin.'),
  line('sso_auth', { startedBy: 'idp' }, 'Dele Wright signed on to Robin.'),
  line(
    'sso_auth',
    { startedBy: 'sp', code: 'user_not_in_group', sentence: 'No user group gives access.' },
    'Dele Wright could not sign on to Robin. No user group gives access.',
    'failure',
  ),
  line('user_login_attempt', {}, 'Dele Wright signed in.'),
  line(
    'user_login_attempt',
    { method: 'totp' },
    'Dele Wright signed in in two steps, the second with an authenticator app.',
  ),
  line('user_login_attempt', { method: 'passkey', passwordless: true }, 'Dele Wright signed in with a passkey alone.'),
  line('second_factor_use', { method: 'totp' }, 'Dele Wright passed the second step.'),
  line('second_factor_use', { code: 'locked' }, 'Dele Wright could not pass the second step.', 'failure'),
  line('second_factor_add', { kind: 'passkey', name: 'Laptop' }, 'Dele Wright added a passkey, “Laptop”.'),
  line('second_factor_rename', { kind: 'totp', name: 'Phone' }, 'Dele Wright renamed an authenticator app, “Phone”.'),
  line('second_factor_remove', { kind: 'totp', name: 'Phone' }, 'Dele Wright removed an authenticator app, “Phone”.'),
  line('second_factor_reset', { count: 2 }, 'Sam Okafor reset the second factor of Dele Wright.'),
  line('recovery_codes_create', { left: 10 }, 'Dele Wright got new recovery codes.'),
  line('recovery_code_use', { left: 3 }, 'Dele Wright used a recovery code; 3 are left.'),
  line('user_logout', {}, 'Dele Wright signed out.'),
  line('user_password_change', {}, 'Dele Wright changed their password.'),
  line('user_activation', {}, 'Dele Wright activated their account.'),
  line('admin_setup', {}, 'Sam Okafor set up Passo.'),
  line('user_create', {}, 'Sam Okafor created Dele Wright.'),
  line('user_update', { changed: ['jobTitle', 'department'] }, 'Sam Okafor updated Dele Wright: jobTitle, department.'),
  line('user_suspend', {}, 'Sam Okafor suspended Dele Wright.'),
  line('user_unsuspend', {}, 'Sam Okafor unsuspended Dele Wright.'),
  line('user_delete', {}, 'Sam Okafor deleted Dele Wright.'),
  line('user_password_set', { changed: ['lasting password'] }, 'Sam Okafor set the password of Dele Wright.'),
  line('user_password_set', {}, 'Sam Okafor set a temporary password for Dele Wright.'),
  line('user_password_expire', {}, 'Sam Okafor let the password of Dele Wright expire.'),
  line('user_password_reset_request', {}, 'A link for a new password was sent to Dele Wright.'),
  line(
    'user_password_reset_request',
    { code: 'unknown_user' },
    'Somebody asked for a new password, and got no link.',
    'failure',
  ),
  line('user_password_reset', {}, 'Dele Wright chose a new password by link.'),
  line('user_link_send', {}, 'Sam Okafor made a link for Dele Wright to choose a password.'),
  line(
    'role_change',
    { before: 'user', after: 'helpdesk' },
    'Sam Okafor changed the role of Dele Wright from User to Help desk.',
  ),
  line(
    'sign_in_policy_update',
    { changed: ['passwordLength'] },
    'Sam Okafor changed the sign-in policy: passwordLength.',
  ),
  line('retention_update', {}, 'Sam Okafor changed how long events are kept.'),
  line('backup_create', {}, 'Sam Okafor took a backup.'),
  line('backup_restore', {}, 'Sam Okafor restored a backup.'),
  line('copy_release', {}, 'Sam Okafor allowed this copy to send changes.'),
  line('key_rotate', {}, 'Sam Okafor exchanged the encryption key.'),
  line('group_create', {}, 'Sam Okafor created the group Sales.'),
  line('group_update', {}, 'Sam Okafor updated the group Sales.'),
  line('group_delete', {}, 'Sam Okafor deleted the group Sales.'),
  line(
    'group_members_update',
    { added: ['a', 'b', 'c', 'd', 'e'], removed: ['x'] },
    'Sam Okafor changed the members of the group Sales: added a, b, c and 2 more; removed x.',
  ),
  line('application_create', {}, 'Sam Okafor added the application Robin.'),
  line('application_update', {}, 'Sam Okafor updated Robin.'),
  line('application_delete', {}, 'Sam Okafor deleted the application Robin.'),
  line('application_sso_update', {}, 'Sam Okafor updated the SSO settings of Robin.'),
  line('application_sso_activate', {}, 'Sam Okafor activated SSO for Robin.'),
  line('application_sso_deactivate', {}, 'Sam Okafor deactivated SSO for Robin.'),
  line('application_image_update', {}, 'Sam Okafor changed the image of Robin.'),
  line(
    'association_update',
    { kind: 'group', added: ['Sales'], removed: [] },
    'Sam Okafor changed who may use Robin: added Sales.',
  ),
  line('sp_metadata_upload', {}, 'Sam Okafor uploaded metadata for Robin.'),
  line('webhook_create', { webhook: 'SIEM', webhookId: 'W1' }, 'Sam Okafor added the webhook SIEM.'),
  line(
    'webhook_update',
    { webhook: 'SIEM', webhookId: 'W1', changed: ['url'] },
    'Sam Okafor changed the webhook SIEM: url.',
  ),
  line('webhook_delete', { webhook: 'SIEM', webhookId: 'W1' }, 'Sam Okafor deleted the webhook SIEM.'),
  line(
    'webhook_secret_rotate',
    { webhook: 'SIEM', webhookId: 'W1' },
    'Sam Okafor rotated the secret of the webhook SIEM.',
  ),
  line(
    'webhook_send_again',
    { webhook: 'SIEM', webhookId: 'W1' },
    'Sam Okafor sent an event to the webhook SIEM again.',
  ),
  line(
    'webhook_disable',
    { webhook: 'SIEM', webhookId: 'W1', sentence: 'It failed for five days' },
    'The webhook SIEM was disabled. It failed for five days.',
  ),
  line('guide_link_create', {}, 'Sam Okafor made a link to the guide of Robin.'),
  line('guide_link_open', {}, 'The link to the guide of Robin was opened.'),
  line('guide_link_revoke', {}, 'Sam Okafor took back the link to the guide of Robin.'),
  line(
    'api_key_create',
    { key: 'nightly', keyId: 'K1', prefix: 'passo_AbCdEf', scopes: ['users:read', 'groups:write'] },
    'Sam Okafor made the API key nightly: users:read, groups:write.',
  ),
  line(
    'api_key_rename',
    { key: 'hourly', keyId: 'K1', prefix: 'passo_AbCdEf', scopes: ['users:read'], before: 'nightly' },
    'Sam Okafor renamed the API key nightly to hourly.',
  ),
  line(
    'api_key_revoke',
    { key: 'hourly', keyId: 'K1', prefix: 'passo_AbCdEf', scopes: ['users:read'] },
    'Sam Okafor revoked the API key hourly.',
  ),
  line(
    'api_key_notice',
    { key: 'hourly', keyId: 'K1', prefix: 'passo_AbCdEf', scopes: ['users:read'], sentence: 'It ends in 3 days' },
    'The API key hourly ends. It ends in 3 days.',
  ),
  line('certificate_create', { fingerprint: 'AA' }, 'Sam Okafor created a certificate for Robin.'),
  line('certificate_download', { fingerprint: 'AA' }, 'Sam Okafor downloaded the certificate of Robin.'),
  line('certificate_confirm', { fingerprint: 'AA' }, 'Sam Okafor said that Robin has the certificate.'),
  line('certificate_schedule', { fingerprint: 'AA' }, 'Sam Okafor planned the switch of the certificate of Robin.'),
  line('certificate_switch', { fingerprint: 'AA' }, 'Sam Okafor switched the certificate of Robin.'),
  line('certificate_retire', { fingerprint: 'AA' }, 'Sam Okafor retired a certificate of Robin.'),
  line('certificate_revoke', { fingerprint: 'AA' }, 'Sam Okafor revoked a certificate of Robin.'),
  line(
    'certificate_notice',
    { fingerprint: 'AA', sentence: '30 days are left' },
    'A certificate of Robin ends soon. 30 days are left.',
  ),
  line('metadata_read', { fingerprints: ['AA'] }, 'The metadata of Robin was read.'),
  line('sp_metadata_accept', { changed: ['acs'] }, 'Sam Okafor accepted the new metadata of Robin: acs.'),
  line('sp_metadata_dismiss', {}, 'Sam Okafor dismissed the new metadata of Robin.'),
  line('sp_metadata_watch', {}, 'Sam Okafor set the metadata address of Robin.'),
  line('sp_metadata_unwatch', {}, 'Sam Okafor removed the metadata address of Robin.'),
  line('sp_metadata_refresh', { changed: ['certificates'] }, 'Robin published new metadata: certificates.'),
  line(
    'sp_metadata_refresh',
    { sentence: 'No such host.' },
    'The metadata of Robin could not be read. No such host.',
    'failure',
  ),
  line('sso_test', { fingerprint: 'AA' }, 'Sam Okafor tested the sign-on to Robin.'),
  line('sso_logout', { startedBy: 'sp' }, 'Dele Wright was signed out of Robin.'),
  line(
    'sso_logout',
    { startedBy: 'idp', sentence: 'Robin has no logout address.' },
    'Dele Wright could not be signed out of Robin. Robin has no logout address.',
    'failure',
  ),
  line('session_revoke', { count: 1 }, 'Sam Okafor ended 1 session of Dele Wright.'),
  line('session_revoke', { count: 3 }, 'Sam Okafor ended 3 sessions of Dele Wright.'),
];

it.each(LINES)('%s is said in one sentence', (_name, entry, sentence) => {
  expect(say(entry)).toBe(sentence);
});

it('covers every name of the catalogue', () => {
  expect([...new Set(LINES.map(([name]) => name))].sort()).toEqual([...EVENT_NAMES].sort());
});

it.each(LINES)('M-202: %s reads well as a failure without names', (_name, entry) => {
  const { id, at, actor, name, payload } = entry;
  const bare: DirectoryEvent = { id, at, actor, name, payload, result: 'failure' };
  expect(say(bare)).toMatch(/^[A-Z].*\.$/);
  expect(say(bare)).not.toMatch(/undefined|\[object|\.\.| {2}/);
});

it.each([
  ['M-190', 'idm_integration_activate', 'integration'],
  ['M-191', 'idm_integration_update', 'integration'],
  ['M-192', 'idm_integration_reauth', 'integration'],
  ['M-193', 'idm_integration_delete', 'integration'],
  ['M-194', 'user_create_provision', 'user provisioning'],
  ['M-195', 'user_update_provision', 'user provisioning'],
  ['M-196', 'user_deprovision', 'user provisioning'],
  ['M-197', 'user_delete_provision', 'user provisioning'],
  ['M-198', 'user_lookup_provision', 'user provisioning'],
  ['M-199', 'group_create_provision', 'group provisioning'],
  ['M-200', 'group_update_provision', 'group provisioning'],
  ['M-201', 'group_delete_provision', 'group provisioning'],
] as const)('%s: %s is an event of the family %s', (_id, name, category) => {
  expect(isEventName(name)).toBe(true);
  expect(EVENTS[name].category).toBe(category);
});

it('names every event and every family once', () => {
  const labels = EVENT_NAMES.map((name) => EVENTS[name].label);
  expect(new Set(labels).size).toBe(labels.length);
  expect(new Set(EVENT_NAMES.map((name) => EVENTS[name].category))).toEqual(new Set(EVENT_CATEGORIES));
});

it.each(['', 'user_created', 'constructor', '__proto__', 'USER_CREATE'])('%j is no event', (text) => {
  expect(isEventName(text)).toBe(false);
});

it('M-202: a refusal by the application names it and keeps its reason', () => {
  const failed = event('user_update_provision', { sentence: 'Robin has a problem of its own (503)' }, 'failure');
  expect(say(failed)).toBe('Robin did not accept the update of Dele Wright. Robin has a problem of its own (503).');
});

it('a name cannot break the line or turn the sentence around', () => {
  const entry: DirectoryEvent = { ...event('user_suspend', {}), userName: 'Eve\r\nSam Okafor\u202e deleted\u2028x' };
  expect(say(entry)).toBe('Sam Okafor suspended Eve Sam Okafor deleted x.');
});
