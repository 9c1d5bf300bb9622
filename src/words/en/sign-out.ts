type Named = { readonly application: string };
/** The application by its label; absent when nobody knows which it was. */
type Maybe = { readonly application: string | undefined };

const TELL = 'Tell your admin, and quote the event below.';
const BY_HAND = 'To sign out of Passo itself, use Sign out in its own pages.';
const REFUSED = 'Refused';
const NOBODY = 'Passo signed nobody out because of it.';
const state = (word: string, text: string) => ({ word, text });

/** Signing out of one application after another, and what of it was refused. */
export const signOut = {
  backTo: ({ application }: Named) => `Back to ${application}`,
  signingOutOf: ({ application }: Named) => `Signing you out of ${application}`,
  ofPasso: 'You are signed out of Passo.',
  place: ({ place, of }: { readonly place: number; readonly of: number }) => `Application ${place} of ${of}.`,
  byHand: 'If nothing happens, continue by hand.',
  continue: 'Continue',
  notAnswered: ({ application }: Named) => `${application} has not answered`,
  goOn: 'You are signed out of Passo. Continue without an answer, and see what is closed and what is not.',
  states: {
    waiting: state('To come', ''),
    asked: state('Not answered yet', ''),
    'signed-out': state('Signed out', ''),
    partial: state('Not everywhere', 'You may still be signed in to something that belongs to it.'),
    refused: state('Not signed out', 'It refused. You may still be signed in there.'),
    silent: state('No answer', 'You may still be signed in there.'),
    'no-address': state('Not signed out', 'It can’t be signed out from here. You may still be signed in there.'),
    failed: state('Not signed out', 'Passo could not ask it. You may still be signed in there.'),
  },
  refusals: {
    unknown_application: {
      badge: 'Not found',
      title: () => 'The application that sent you here is not known',
      text: 'Nothing was changed and nothing was sent anywhere.',
      todo: () => [TELL],
    },
    not_trusted: {
      badge: REFUSED,
      title: ({ application }: Maybe) => `${application ?? 'The application'}’s sign-out could not be trusted`,
      text: `Its signature is missing or does not fit, so ${NOBODY}`,
      todo: () => [BY_HAND, TELL],
    },
    other_sender: {
      badge: REFUSED,
      title: ({ application }: Maybe) =>
        `The application that sent you here is not ${application ?? 'the one at this address'}`,
      text: `Its name does not fit this address, so ${NOBODY}`,
      todo: () => [BY_HAND, TELL],
    },
    too_old: {
      badge: 'Too old',
      title: () => 'This sign-out was used already or is too old',
      text: 'Passo does the same sign-out once.',
      todo: () => [BY_HAND],
    },
    meant_elsewhere: {
      badge: REFUSED,
      title: ({ application }: Maybe) => `${application ?? 'The application'}’s sign-out was meant for another address`,
      text: NOBODY,
      todo: () => [BY_HAND, TELL],
    },
    not_possible: {
      badge: REFUSED,
      title: ({ application }: Maybe) => `${application ?? 'The application'} asked for a sign-out that Passo can’t do`,
      text: 'It named a person or a session in a way that fits nobody who is signed in there.',
      todo: () => [BY_HAND, TELL],
    },
    not_readable: {
      badge: REFUSED,
      title: ({ application }: Maybe) => `${application ?? 'The application'}’s sign-out could not be read`,
      text: NOBODY,
      todo: () => [BY_HAND, TELL],
    },
  },
  answers: {
    badge: REFUSED,
    unasked: ({ application }: Named) => `${application} answered a sign-out that nobody began`,
    not_readable: ({ application }: Named) => `${application}’s answer to the sign-out could not be read`,
    too_old: ({ application }: Named) => `${application}’s answer to the sign-out is too old`,
    not_trusted: ({ application }: Named) => `${application}’s answer to the sign-out could not be trusted`,
    text: 'Passo took no notice of it. If you were signing out, the other applications still wait for their turn.',
    todo: ({ application }: Named) => [`Continue signing out, and sign out of ${application} by hand.`, TELL],
  },
};
