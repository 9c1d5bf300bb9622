/** The application by its label; absent when nobody knows which it was. */
type Maybe = { readonly application: string | undefined };

const AGAIN = 'Start again from the application.';
const TELL = 'Tell your admin, and quote the event below.';
const REFUSED = 'Refused';
const NO_ACCESS = 'No access';

/** What a person reads of a sign-on that was refused. */
export const refusals = {
  no_group: {
    badge: NO_ACCESS,
    title: ({ application }: Maybe) => `You don’t have access to ${application ?? 'the application'} yet`,
    text: ({ application }: Maybe) =>
      `Your sign-in worked. ${application ?? 'The application'} is not shared with you, so Passo did not send you there.`,
    todo: [
      'Ask your admin for access, and name the application.',
      'Signed in as the wrong person? Use another account.',
    ],
  },
  suspended: {
    badge: NO_ACCESS,
    title: () => 'Your account is paused',
    text: () => 'Passo did not sign you in to anything.',
    todo: ['Contact your admin.'],
  },
  password_expired: {
    badge: NO_ACCESS,
    title: () => 'Your password has expired',
    text: () => 'Passo did not send you on.',
    todo: ['Sign out, sign in and choose a new password.'],
  },
  password_temporary: {
    badge: 'Not yet',
    title: () => 'Choose a password of your own first',
    text: () => 'The one you have was given to you by an admin. Passo did not send you on.',
    todo: ['Open Passo, choose a password, then start again from the application.'],
  },
  session_over: {
    badge: 'Signed out',
    title: () => 'You were signed out',
    text: () => 'Your session ended while you were on your way, so Passo did not send you on.',
    todo: ['Sign in again, then start again from the application.', TELL],
  },
  step_wanted: {
    badge: 'Not yet',
    title: ({ application }: Maybe) => `${application ?? 'The application'} asks for more than this sign-in`,
    text: () => 'It wants a newer sign-in, a password or a second step, so Passo did not send you on.',
    todo: ['Sign out, sign in again with all steps, then start again from the application.', TELL],
  },
  switched_off: {
    badge: 'Not active',
    title: ({ application }: Maybe) => `${application ?? 'The application'} can’t be signed in to just now`,
    text: () => 'Sign-on is switched off for this application.',
    todo: [TELL],
  },
  unknown_application: {
    badge: 'Not found',
    title: () => 'The application that sent you here is not known',
    text: () => 'Nothing was sent anywhere.',
    todo: [TELL],
  },
  other_sender: {
    badge: REFUSED,
    title: ({ application }: Maybe) =>
      `The application that sent you here is not ${application ?? 'the one at this address'}`,
    text: () => 'Its name does not fit this address, so Passo did not answer it.',
    todo: [TELL],
  },
  other_address: {
    badge: REFUSED,
    title: ({ application }: Maybe) =>
      `${application ?? 'The application'} asked to send you to an address that is not on its list`,
    text: () => 'Passo sends people to registered addresses only, so nothing was sent.',
    todo: [TELL],
  },
  too_old: {
    badge: 'Too old',
    title: () => 'This sign-in link is too old',
    text: () => 'It was used already, or too much time has passed.',
    todo: [AGAIN],
  },
  not_trusted: {
    badge: REFUSED,
    title: ({ application }: Maybe) => `${application ?? 'The application'}’s request could not be trusted`,
    text: () => 'Its signature is missing or does not fit, so Passo did not answer it.',
    todo: [TELL],
  },
  meant_elsewhere: {
    badge: REFUSED,
    title: ({ application }: Maybe) => `${application ?? 'The application'}’s request was meant for another address`,
    text: () => 'Passo did not answer it.',
    todo: [TELL],
  },
  not_given: {
    badge: REFUSED,
    title: ({ application }: Maybe) =>
      `${application ?? 'The application'} asked for something that Passo can’t give it`,
    text: () => 'Its request was read, and Passo did not answer it with a sign-on.',
    todo: [TELL],
  },
  detail_missing: {
    badge: 'Not complete',
    title: ({ application }: Maybe) =>
      `${application ?? 'The application'} needs a detail that Passo does not have of you`,
    text: () => 'A property of your account is empty, or holds what can’t be sent. Your admin sees below which one.',
    todo: [TELL],
  },
  not_readable: {
    badge: REFUSED,
    title: ({ application }: Maybe) => `${application ?? 'The application'}’s request could not be read`,
    text: () => 'Passo did not answer it. Nothing was sent anywhere.',
    todo: [AGAIN, TELL],
  },
};
