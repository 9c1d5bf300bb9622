import type { LogoutRefusal } from '../../actions/logout/refusal';
import type { RefusalWords } from '../error-words';

const TELL = 'Tell your admin, and quote the event below.';
const BY_HAND = 'To sign out of Passo itself, use Sign out in its own pages.';

/** The words for a refused logout message, by its code. Whatever it was, nobody was signed out by it. */
export function logoutWords({ code, application }: LogoutRefusal): RefusalWords {
  const name = application?.label ?? 'the application';
  switch (code) {
    case 'unknown_application':
      return {
        status: 404,
        badge: 'Not found',
        title: 'The application that sent you here is not known',
        text: 'Nothing was changed and nothing was sent anywhere.',
        todo: [TELL],
      };
    case 'signature_required':
    case 'signature_invalid':
    case 'signature_algorithm_refused':
      return {
        status: 400,
        badge: 'Refused',
        title: `${name}’s sign-out could not be trusted`,
        text: 'Its signature is missing or does not fit, so Passo signed nobody out because of it.',
        todo: [BY_HAND, TELL],
      };
    case 'unknown_issuer':
      return {
        status: 400,
        badge: 'Refused',
        title: `The application that sent you here is not ${name}`,
        text: 'Its name does not fit this address, so Passo signed nobody out because of it.',
        todo: [BY_HAND, TELL],
      };
    case 'request_expired':
    case 'request_replayed':
      return {
        status: 400,
        badge: 'Too old',
        title: 'This sign-out was used already or is too old',
        text: 'Passo does the same sign-out once.',
        todo: [BY_HAND],
      };
    case 'destination_mismatch':
      return {
        status: 400,
        badge: 'Refused',
        title: `${name}’s sign-out was meant for another address`,
        text: 'Passo signed nobody out because of it.',
        todo: [BY_HAND, TELL],
      };
    case 'unknown_request':
      return {
        status: 400,
        badge: 'Refused',
        title: `${name} answered a sign-out that nobody began`,
        text: 'Passo took no notice of it.',
        todo: [BY_HAND, TELL],
      };
    case 'unknown_principal':
    case 'request_unsupported':
    case 'version_unsupported':
      return {
        status: 400,
        badge: 'Refused',
        title: `${name} asked for a sign-out that Passo can’t do`,
        text: 'It named a person or a session in a way that fits nobody who is signed in there.',
        todo: [BY_HAND, TELL],
      };
    default:
      return {
        status: 400,
        badge: 'Refused',
        title: `${name}’s sign-out could not be read`,
        text: 'Passo signed nobody out because of it.',
        todo: [BY_HAND, TELL],
      };
  }
}
