import type { LogoutRefusal } from '../../actions/logout/refusal';
import type { RefusalWords } from '../error-words';

const TELL = 'Tell your admin, and quote the event below.';
const BY_HAND = 'To sign out of Passo itself, use Sign out in its own pages.';

/** The words for a refused logout message, by its code. Whatever it was, nobody was signed out by it. */
export function logoutWords(refusal: LogoutRefusal): RefusalWords {
  const { code, application } = refusal;
  const name = application?.label ?? 'the application';
  if (isAnswer(refusal)) return answerWords(code, name);
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

/** Whether it was an application's answer: the person is signed out of Passo then, and the sign-out waits to go on. */
export function isAnswer({ startedBy, application }: LogoutRefusal): boolean {
  return startedBy === 'idp' && application !== undefined;
}

/** Anybody can send such a page's address to anybody, so it does not say that the reader is signing out. */
function answerWords(code: string, name: string): RefusalWords {
  const titles: Readonly<Record<string, string>> = {
    unknown_request: `${name} answered a sign-out that nobody began`,
    message_malformed: `${name}’s answer to the sign-out could not be read`,
    request_expired: `${name}’s answer to the sign-out is too old`,
  };
  return {
    status: 400,
    badge: 'Refused',
    title: titles[code] ?? `${name}’s answer to the sign-out could not be trusted`,
    text: 'Passo took no notice of it. If you were signing out, the other applications still wait for their turn.',
    todo: [`Continue signing out, and sign out of ${name} by hand.`, TELL],
  };
}
