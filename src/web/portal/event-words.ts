import type { AnyEvent } from '../../events/catalog';
import type { Words } from '../../words/catalog';

type Help = Words['help'];

/**
 * Says an event to the person it is about, without what only admins read.
 * @param name the application's, as the sentence is to hold it
 */
export function eventWords(help: Help, event: AnyEvent, name: string): string {
  const ok = event.result === 'success';
  const either = (done: string, failed: string): string => (ok ? done : failed);
  switch (event.name) {
    case 'sso_auth':
      if (ok) return help.signedOn({ name });
      return event.payload.code === 'user_not_in_group' ? help.noAccess({ name }) : help.notSignedOn({ name });
    case 'user_login_attempt':
      return either(help.signedIn, help.notSignedIn);
    case 'user_logout':
      return help.signedOut;
    case 'user_password_change':
    case 'user_password_set':
      return either(help.passwordChanged, help.passwordNotChanged);
    case 'password_expiry':
      return help.passwordExpired;
    case 'user_activation':
      return either(help.activated, help.otherFailed);
    case 'user_update':
      return either(help.detailsChanged, help.otherFailed);
    case 'user_suspend':
      return either(help.suspended, help.otherFailed);
    case 'user_unsuspend':
      return either(help.unsuspended, help.otherFailed);
    case 'user_create_provision':
    case 'user_lookup_provision':
      return either(help.accountMade({ name }), help.accountNotMade({ name }));
    case 'user_update_provision':
      return either(help.accountUpdated({ name }), help.accountNotUpdated({ name }));
    case 'user_deprovision':
    case 'user_delete_provision':
      return either(help.accountClosed({ name }), help.accountNotClosed({ name }));
    case 'association_update':
      return either(help.accessChanged({ name }), help.otherFailed);
    case 'group_members_update':
      return either(help.groupsChanged, help.otherFailed);
    case 'access_request_create':
      return help.requested({ name });
    case 'access_request_grant':
      return help.requestGranted({ name });
    case 'access_request_decline':
      return help.requestDeclined({ name });
    case 'access_request_withdraw':
      return help.requestWithdrawn({ name });
    case 'session_revoke':
      return either(help.sessionsEnded, help.otherFailed);
    default:
      return either(help.otherOk, help.otherFailed);
  }
}

/** The name that the sentence about an event holds; undefined when it holds none. */
export function eventName(event: AnyEvent): string | undefined {
  if (event.applicationLabel !== undefined) return event.applicationLabel;
  return 'wanted' in event.payload ? event.payload.wanted : undefined;
}
