import type { RefusalFacts } from '../actions/sign-on/refusal';

/** What a person reads of a refused sign-on; the admin's part is behind a fold. */
export interface RefusalWords {
  readonly status: number;
  readonly badge: string;
  readonly title: string;
  readonly text: string;
  readonly todo: readonly string[];
}

const AGAIN = 'Start again from the application.';
const TELL = 'Tell your admin, and quote the event below.';

/** The words for a refused sign-on, by its code. */
export function refusalWords(facts: RefusalFacts): RefusalWords {
  const name = facts.application?.label ?? 'the application';
  switch (facts.code) {
    case 'user_not_in_group':
      return {
        status: 403,
        badge: 'No access',
        title: `You don’t have access to ${name} yet`,
        text: `Your sign-in worked. ${name} is not shared with you, so Passo did not send you there.`,
        todo: [
          'Ask your admin for access, and name the application.',
          'Signed in as the wrong person? Use another account.',
        ],
      };
    case 'user_suspended':
      return {
        status: 403,
        badge: 'No access',
        title: 'Your account is paused',
        text: 'Passo did not sign you in to anything.',
        todo: ['Contact your admin.'],
      };
    case 'password_expired':
      return {
        status: 403,
        badge: 'No access',
        title: 'Your password has expired',
        text: 'Passo did not send you on.',
        todo: ['Sign out, sign in and choose a new password.'],
      };
    case 'password_temporary':
      return {
        status: 403,
        badge: 'Not yet',
        title: 'Choose a password of your own first',
        text: 'The one you have was given to you by an admin. Passo did not send you on.',
        todo: ['Open Passo, choose a password, then start again from the application.'],
      };
    case 'session_ended':
    case 'person_unknown':
      return {
        status: 403,
        badge: 'Signed out',
        title: 'You were signed out',
        text: 'Your session ended while you were on your way, so Passo did not send you on.',
        todo: ['Sign in again, then start again from the application.', TELL],
      };
    case 'sso_inactive':
      return {
        status: 403,
        badge: 'Not active',
        title: `${name} can’t be signed in to just now`,
        text: 'Sign-on is switched off for this application.',
        todo: [TELL],
      };
    case 'unknown_application':
      return {
        status: 404,
        badge: 'Not found',
        title: 'The application that sent you here is not known',
        text: 'Nothing was sent anywhere.',
        todo: [TELL],
      };
    case 'unknown_issuer':
      return {
        status: 400,
        badge: 'Refused',
        title: `The application that sent you here is not ${name}`,
        text: 'Its name does not fit this address, so Passo did not answer it.',
        todo: [TELL],
      };
    case 'acs_not_registered':
      return {
        status: 400,
        badge: 'Refused',
        title: `${name} asked to send you to an address that is not on its list`,
        text: 'Passo sends people to registered addresses only, so nothing was sent.',
        todo: [TELL],
      };
    case 'request_expired':
    case 'request_replayed':
      return {
        status: 400,
        badge: 'Too old',
        title: 'This sign-in link is too old',
        text: 'It was used already, or too much time has passed.',
        todo: [AGAIN],
      };
    case 'signature_required':
    case 'signature_invalid':
    case 'signature_algorithm_refused':
      return {
        status: 400,
        badge: 'Refused',
        title: `${name}’s request could not be trusted`,
        text: 'Its signature is missing or does not fit, so Passo did not answer it.',
        todo: [TELL],
      };
    case 'destination_mismatch':
      return {
        status: 400,
        badge: 'Refused',
        title: `${name}’s request was meant for another address`,
        text: 'Passo did not answer it.',
        todo: [TELL],
      };
    case 'binding_unsupported':
    case 'invalid_name_id_policy':
    case 'no_authn_context':
    case 'no_passive':
    case 'no_supported_idp':
    case 'request_unsupported':
    case 'unknown_principal':
    case 'version_unsupported':
      return {
        status: 400,
        badge: 'Refused',
        title: `${name} asked for something that Passo can’t give it`,
        text: 'Its request was read, and Passo did not answer it with a sign-on.',
        todo: [TELL],
      };
    case 'value_not_allowed':
      return {
        status: 400,
        badge: 'Not complete',
        title: `${name} needs a detail that Passo does not have of you`,
        text: facts.sentence,
        todo: [TELL],
      };
    default:
      return {
        status: 400,
        badge: 'Refused',
        title: `${name}’s request could not be read`,
        text: 'Passo did not answer it. Nothing was sent anywhere.',
        todo: [AGAIN, TELL],
      };
  }
}
