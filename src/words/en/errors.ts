type Named = { readonly application: string };

/** The page for whatever went wrong. */
export const errors = {
  invalid: { badge: 'Not accepted', title: 'Something in the form has to change' },
  not_found: { badge: 'Not found', title: 'There is nothing at this address' },
  conflict: { badge: 'Not possible', title: 'That is not possible just now' },
  forbidden: { badge: 'No access', title: 'You can’t open this' },
  unauthenticated: { badge: 'Signed out', title: 'Sign in first' },
  too_many: { badge: 'Slow down', title: 'Too many tries' },
  unavailable: { badge: 'Busy', title: 'Passo is busy' },
  internal: { badge: 'Problem', title: 'Something went wrong in Passo' },
  whatYouCanDo: 'What you can do',
  tryAgain: 'Try again in a minute.',
  tellReference: 'Tell your admin, and quote the reference below.',
  signedInAs: ({ name }: { readonly name: string }) => `You are signed in as ${name}.`,
  otherAccount: 'Use another account',
  forAdmin: 'For your admin',
  signIn: 'Sign in',
  back: 'Back to my applications',
  seeCause: 'See what was wrong',
  startAgainAt: ({ application }: Named) => `Start again at ${application}`,
  continueSignOut: 'Continue signing out',
};
