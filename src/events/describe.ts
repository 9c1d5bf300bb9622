import type { AnyEvent, DirectoryEvent } from './catalog';
import { factor, leftOver, withStep } from './describe-factors';
import { ROLE_WORDS } from '../core/roles';
import type { DriftPayload, ExpiryPayload, ImportPayload, RolePayload, UserFilePayload } from './payloads';

const LISTED = 3;

/**
 * Says one event as one sentence, for the events page and exports: who did what to whom, and for a failure why. Names
 * are those of the time of the event; nothing but plain text goes in, and the caller escapes it.
 */
export function describe(event: DirectoryEvent): string {
  return oneLine(sentenceOf(event as AnyEvent));
}

function sentenceOf(event: AnyEvent): string {
  const ok = event.result === 'success';
  const who = event.actor.name;
  const person = event.userName ?? 'A user';
  const user = event.userName ?? 'a user';
  const group = event.groupName === undefined ? 'a user group' : `the group ${event.groupName}`;
  const app = event.applicationLabel ?? 'the application';
  const place = event.applicationLabel ?? 'The application';
  const did = (done: string, tried: string): string =>
    finish(event, ok ? `${who} ${done}` : `${who} could not ${tried}`);
  switch (event.name) {
    case 'idm_integration_activate':
      return did(`activated Identity Management for ${app}`, `activate Identity Management for ${app}`);
    case 'idm_integration_update':
      return did(`updated Identity Management for ${app}`, `update Identity Management for ${app}`);
    case 'idm_integration_reauth':
      return did(`replaced the Token Key for ${app}`, `replace the Token Key for ${app}`);
    case 'idm_integration_delete':
      return did(`deactivated Identity Management for ${app}`, `deactivate Identity Management for ${app}`);
    case 'idm_probe':
      return did(`measured what ${app} can do`, `measure what ${app} can do`);
    case 'provisioning_hold':
      return finish(event, `Changes for ${app} are held back`);
    case 'provisioning_resume':
      return finish(event, `Changes for ${app} are sent again`);
    case 'provisioning_pause':
      return finish(event, `${who} paused provisioning to ${app}`);
    case 'provisioning_unpause':
      return finish(event, `${who} resumed provisioning to ${app}`);
    case 'token_notice':
      return finish(event, `The Token Key of ${app} ends soon`);
    case 'provisioning_removal_stage':
      return finish(event, `The deactivation of ${people(event.payload.people)} in ${app} waits for an admin`);
    case 'provisioning_removal_allow':
      return did(`allowed the deactivation of ${people(event.payload.people)} in ${app}`, `allow a removal in ${app}`);
    case 'provisioning_removal_reject':
      return did(
        `rejected the deactivation of ${people(event.payload.people)} in ${app}`,
        `reject a removal in ${app}`,
      );
    case 'provisioning_removal_expire':
      return finish(event, `Nobody allowed the deactivation of ${people(event.payload.people)} in ${app} in time`);
    case 'provisioning_plan_make':
      return did(`made a plan of changes for ${app}`, `make a plan of changes for ${app}`);
    case 'provisioning_plan_apply':
      return did(`applied a plan of changes to ${app}`, `apply a plan of changes to ${app}`);
    case 'user_create_provision':
      if (ok && event.payload.takenOver === true)
        return finish(event, `The account of ${user} in ${app} was taken over`);
      return finish(
        event,
        ok ? `${person} was created in ${app}` : `${place} did not accept the new account of ${user}`,
      );
    case 'user_update_provision':
      return finish(event, ok ? `${person} was updated in ${app}` : `${place} did not accept the update of ${user}`);
    case 'user_deprovision':
      return finish(event, ok ? `${person} was deactivated in ${app}` : `${place} did not deactivate ${user}`);
    case 'user_delete_provision':
      return finish(event, ok ? `${person} was deleted in ${app}` : `${place} did not delete ${user}`);
    case 'user_lookup_provision':
      return finish(
        event,
        ok ? `${person} was looked up in ${app}` : `The account of ${user} in ${app} could not be settled`,
      );
    case 'group_create_provision':
      if (ok && event.payload.takenOver === true) return finish(event, `${upper(group)} in ${app} was taken over`);
      return finish(event, ok ? `${upper(group)} was created in ${app}` : `${place} did not accept ${group}`);
    case 'group_update_provision':
      return finish(
        event,
        ok ? `${upper(group)} was updated in ${app}` : `${place} did not accept the update of ${group}`,
      );
    case 'group_delete_provision':
      return finish(event, ok ? `${upper(group)} was deleted in ${app}` : `${place} did not delete ${group}`);
    case 'sso_auth':
      return finish(event, ok ? `${person} signed on to ${app}` : `${person} could not sign on to ${app}`);
    case 'user_login_attempt':
      return finish(event, ok ? `${person} signed in${withStep(event.payload)}` : `${person} could not sign in`);
    case 'second_factor_use':
      return finish(event, ok ? `${person} passed the second step` : `${person} could not pass the second step`);
    case 'second_factor_add':
      return finish(event, `${person} added ${factor(event.payload)}`);
    case 'second_factor_rename':
      return finish(event, `${person} renamed ${factor(event.payload)}`);
    case 'second_factor_remove':
      return finish(event, `${person} removed ${factor(event.payload)}`);
    case 'second_factor_reset':
      return did(`reset the second factor of ${user}`, `reset the second factor of ${user}`);
    case 'recovery_codes_create':
      return finish(event, `${person} got new recovery codes`);
    case 'recovery_code_use':
      return finish(event, `${person} used a recovery code${leftOver(event.payload.left)}`);
    case 'user_logout':
      return finish(event, `${person} signed out`);
    case 'user_password_change':
      return finish(event, ok ? `${person} changed their password` : `${person} could not change their password`);
    case 'user_activation':
      return finish(event, ok ? `${person} activated their account` : `${person} could not activate their account`);
    case 'admin_setup':
      return did('set up Passo', 'set up Passo');
    case 'user_create':
      return did(`created ${user}`, `create ${user}`);
    case 'user_update':
      return did(`updated ${user}`, `update ${user}`);
    case 'user_suspend':
      return did(`suspended ${user}`, `suspend ${user}`);
    case 'user_unsuspend':
      return did(`unsuspended ${user}`, `unsuspend ${user}`);
    case 'user_delete':
      return did(`deleted ${user}`, `delete ${user}`);
    case 'user_password_set':
      if (event.payload.changed?.includes('lasting password') === true) {
        return finish({ ...event, payload: {} }, `${who} set the password of ${user}`);
      }
      return did(`set a temporary password for ${user}`, `set a temporary password for ${user}`);
    case 'user_password_expire':
      return did(`let the password of ${user} expire`, `let the password of ${user} expire`);
    case 'user_password_reset_request':
      return finish(
        event,
        ok ? `A link for a new password was sent to ${user}` : 'Somebody asked for a new password, and got no link',
      );
    case 'user_password_reset':
      return finish(event, `${person} chose a new password by link`);
    case 'user_link_send':
      return did(`made a link for ${user} to choose a password`, `make a link for ${user}`);
    case 'role_change':
      return did(`changed the role of ${user} ${fromTo(event.payload)}`, `change the role of ${user}`);
    case 'sign_in_policy_update':
      return did('changed the sign-in policy', 'change the sign-in policy');
    case 'retention_update':
      return did('changed how long events are kept', 'change how long events are kept');
    case 'backup_create':
      return did('took a backup', 'take a backup');
    case 'backup_restore':
      return did('restored a backup', 'restore a backup');
    case 'copy_release':
      return did('allowed this copy to send changes', 'allow this copy to send changes');
    case 'key_rotate':
      return did('exchanged the encryption key', 'exchange the encryption key');
    case 'group_create':
      return did(`created ${group}`, `create ${group}`);
    case 'group_update':
      return did(`updated ${group}`, `update ${group}`);
    case 'group_delete':
      return did(`deleted ${group}`, `delete ${group}`);
    case 'group_members_update':
      return did(`changed the members of ${group}${moved(event.payload)}`, `change the members of ${group}`);
    case 'application_create':
      return did(`added the application ${app}`, `add the application ${app}`);
    case 'application_update':
      return did(`updated ${app}`, `update ${app}`);
    case 'application_delete':
      return did(`deleted the application ${app}`, `delete the application ${app}`);
    case 'application_sso_update':
      return did(`updated the SSO settings of ${app}`, `update the SSO settings of ${app}`);
    case 'application_sso_activate':
      return did(`activated SSO for ${app}`, `activate SSO for ${app}`);
    case 'application_sso_deactivate':
      return did(`deactivated SSO for ${app}`, `deactivate SSO for ${app}`);
    case 'application_image_update':
      return did(`changed the image of ${app}`, `change the image of ${app}`);
    case 'association_update':
      return did(`changed who may use ${app}${moved(event.payload)}`, `change who may use ${app}`);
    case 'sp_metadata_upload':
      return did(`uploaded metadata for ${app}`, `upload metadata for ${app}`);
    case 'certificate_create':
      return did(`created a certificate for ${app}`, `create a certificate for ${app}`);
    case 'certificate_download':
      return did(`downloaded the certificate of ${app}`, `download the certificate of ${app}`);
    case 'certificate_confirm':
      return did(`said that ${app} has the certificate`, `confirm the certificate of ${app}`);
    case 'certificate_schedule':
      return did(`planned the switch of the certificate of ${app}`, `plan the switch of the certificate of ${app}`);
    case 'certificate_switch':
      return did(`switched the certificate of ${app}`, `switch the certificate of ${app}`);
    case 'certificate_retire':
      return did(`retired a certificate of ${app}`, `retire a certificate of ${app}`);
    case 'certificate_revoke':
      return did(`revoked a certificate of ${app}`, `revoke a certificate of ${app}`);
    case 'certificate_notice':
      return finish(event, `A certificate of ${app} ends soon`);
    case 'metadata_read':
      return finish(
        event,
        `The metadata of ${app} was read${event.clientIp === undefined ? '' : ` from ${event.clientIp}`}`,
      );
    case 'sp_metadata_refresh':
      return finish(event, ok ? `${place} published new metadata` : `The metadata of ${app} could not be read`);
    case 'sp_metadata_accept':
      return did(`accepted the new metadata of ${app}`, `accept the new metadata of ${app}`);
    case 'sp_metadata_dismiss':
      return did(`dismissed the new metadata of ${app}`, `dismiss the new metadata of ${app}`);
    case 'sp_metadata_watch':
      return did(`set the metadata address of ${app}`, `set the metadata address of ${app}`);
    case 'sp_metadata_unwatch':
      return did(`removed the metadata address of ${app}`, `remove the metadata address of ${app}`);
    case 'sso_test':
      return did(`tested the sign-on to ${app}`, `pass the test of the sign-on to ${app}`);
    case 'sso_logout':
      return finish(event, ok ? `${person} was signed out of ${app}` : `${person} could not be signed out of ${app}`);
    case 'session_revoke':
      return did(`ended ${sessions(event.payload.count)} of ${user}`, `end the sessions of ${user}`);
    case 'password_expiry':
      return expired(event.payload);
    case 'drift_check':
      return ok ? compared(app, event.payload) : finish(event, `The accounts in ${app} could not be compared`);
    case 'drift_decide':
      return did(`decided about differences in ${app}`, `decide about differences in ${app}`);
    case 'account_decide':
      return did(`decided about the account of ${user} in ${app}`, `decide about the account of ${user} in ${app}`);
    case 'access_request_create':
      return finish(event, `${person} asked for access to ${event.payload.wanted}`);
    case 'access_request_grant':
      return finish(event, `${who} gave ${user} access to ${app}, who had asked for ${event.payload.wanted}`);
    case 'access_request_decline':
      return finish(event, `${who} declined the request of ${user} for ${event.payload.wanted}`);
    case 'access_request_withdraw':
      return finish(event, `${person} took back the request for ${event.payload.wanted}`);
    case 'organisation_update':
      return did('updated the organisation', 'update the organisation');
    case 'guide_link_create':
      return did(`made a link to the guide of ${app}`, `make a link to the guide of ${app}`);
    case 'guide_link_open':
      return finish(event, `The link to the guide of ${app} was opened`);
    case 'guide_link_revoke':
      return did(`took back the link to the guide of ${app}`, `take back the link to the guide of ${app}`);
    case 'api_key_create':
      return finish(event, `${who} made the API key ${event.payload.key}: ${event.payload.scopes.join(', ')}`);
    case 'api_key_rename':
      return finish(event, `${who} renamed the API key ${event.payload.before ?? ''} to ${event.payload.key}`);
    case 'api_key_revoke':
      return finish(event, `${who} revoked the API key ${event.payload.key}`);
    case 'api_key_notice':
      return finish(event, `The API key ${event.payload.key} ends`);
    case 'webhook_create':
      return finish(event, `${who} added the webhook ${event.payload.webhook}`);
    case 'webhook_update':
      return finish(event, `${who} changed the webhook ${event.payload.webhook}`);
    case 'webhook_delete':
      return finish(event, `${who} deleted the webhook ${event.payload.webhook}`);
    case 'webhook_secret_rotate':
      return finish(event, `${who} rotated the secret of the webhook ${event.payload.webhook}`);
    case 'webhook_send_again':
      return finish(event, `${who} sent an event to the webhook ${event.payload.webhook} again`);
    case 'webhook_disable':
      return finish(event, `The webhook ${event.payload.webhook} was disabled`);
    case 'user_import':
      return imported(who, app, event.payload);
    case 'user_file_import':
      return fromFile(who, event.payload);
  }
}

function expired({ count, names, back }: ExpiryPayload): string {
  const more = count - names.length;
  const whose = `${names.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
  const what = count === 1 ? `The password of ${names[0] ?? 'a user'}` : `The passwords of ${whose}`;
  if (back === undefined) return `${what} expired.`;
  return `${what} ${count === 1 ? 'counts' : 'count'} again, because the clock was set back.`;
}

function compared(app: string, { accounts = 0, found = {}, fresh = 0 }: DriftPayload): string {
  const total = Object.values(found).reduce((sum, count) => sum + count, 0);
  const said = `${accounts} ${accounts === 1 ? 'account' : 'accounts'} in ${app} compared`;
  return total === 0 ? `${said}: no difference.` : `${said}: ${total} different, ${fresh} of them new.`;
}

function imported(who: string, app: string, payload: ImportPayload): string {
  const { created, linked, refused, left = 0, stoppedBy, revokedKey, notAllowed } = payload;
  const said = `${who} imported users from ${app}: ${created} created, ${linked} linked`;
  const why = notAllowed === true ? `, because ${who} may not import users any more` : '';
  const how = revokedKey === undefined ? why : ` by revoking the API key ${revokedKey}`;
  const end = stoppedBy === undefined ? '' : ` ${stoppedBy} stopped it with ${left} left${how}.`;
  return `${said}${refused === 0 ? '' : `, ${refused} refused`}.${end}`;
}

function fromFile(who: string, { file, created, updated, refused }: UserFilePayload): string {
  const said = `${who} imported users from the file ${file}: ${created} added, ${updated} changed`;
  return refused === 0 ? `${said}.` : `${said}, ${refused} refused.`;
}

function finish(event: AnyEvent, sentence: string): string {
  const { payload } = event;
  const reason = 'sentence' in payload ? payload.sentence : undefined;
  if (reason !== undefined) return `${sentence}. ${stop(reason)}`;
  const changed = 'changed' in payload ? (payload.changed ?? []) : [];
  return changed.length === 0 ? `${sentence}.` : `${sentence}: ${changed.join(', ')}.`;
}

function stop(text: string): string {
  return /[.!?]$/.test(text.trimEnd()) ? text.trimEnd() : `${text}.`;
}

function moved(payload: { readonly added: readonly string[]; readonly removed: readonly string[] }): string {
  const parts = [
    payload.added.length === 0 ? '' : `added ${listed(payload.added)}`,
    payload.removed.length === 0 ? '' : `removed ${listed(payload.removed)}`,
  ].filter((part) => part !== '');
  return parts.length === 0 ? '' : `: ${parts.join('; ')}`;
}

function listed(names: readonly string[]): string {
  const rest = names.length - LISTED;
  return rest > 0 ? `${names.slice(0, LISTED).join(', ')} and ${rest} more` : names.join(', ');
}

function fromTo({ before, after }: RolePayload): string {
  return `from ${ROLE_WORDS[before].name} to ${ROLE_WORDS[after].name}`;
}

function sessions(count: number): string {
  return count === 1 ? '1 session' : `${count} sessions`;
}

function people(count: number): string {
  return count === 1 ? '1 person' : `${count} people`;
}

function upper(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Control characters and text-direction marks of a name must not break the line or turn the sentence around. */
function oneLine(text: string): string {
  return text
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]+/gu, ' ')
    .replace(/ {2,}/g, ' ');
}
