type Named = { readonly application: string };

/** The pages in front of the product: signing in, first password, signing out. */
export const gate = {
  signIn: {
    title: 'Sign in',
    continueTo: ({ application }: Named) => `to continue to ${application}`,
    name: 'Username or email',
    password: 'Password',
    button: 'Sign in',
    signingInTo: ({ organisation }: { readonly organisation: string }) => `You are signing in to ${organisation}.`,
    neverByMail: 'Passo never asks for your password by email.',
    signOutOpen: 'Your sign-out is not finished',
    signOutNotAsked: 'Some applications were not asked yet.',
    signOutNotAnswered: ({ application }: Named) => `${application} has not answered.`,
    signOutContinue: 'Continue',
  },
  activation: {
    title: 'Choose your password',
    welcome: ({ name }: { readonly name: string }) => `Welcome, ${name}`,
    lead: ({ organisation }: { readonly organisation: string }) =>
      `Choose the password of your account at ${organisation}.`,
    username: 'Username',
    usernameHelp: 'You sign in with this name or with your email.',
    button: 'Save password and sign in',
    done: 'Your password is set',
    doneText: 'You are signed in.',
  },
  linkOver: {
    badge: 'Link used or too old',
    title: 'This link does not work any more',
    chosenAlready: 'Have you chosen a password already?',
    signIn: 'Sign in',
  },
  changePassword: {
    title: 'Change your password',
    temporary: 'Your password came from an admin. Choose one that only you know, then you can go on.',
    expired: 'Your password has run out. Choose a new one, then you can go on.',
    button: 'Change password',
    done: 'Your password is changed',
    doneElsewhere: 'You were signed out everywhere else.',
  },
  passwordFields: {
    password: 'Password',
    current: 'Current password',
    temporary: 'Temporary password',
    fresh: 'New password',
  },
  signedOut: {
    title: 'Signed out',
    heading: 'You are signed out',
    closedHere:
      'Passo is closed in this browser. Applications that you opened may still be open: sign out there as well, or close the browser.',
    closedAll: 'Passo is closed in this browser, and so are the applications that you opened with it.',
    closedSome: 'Passo is closed in this browser. Sign out by hand where it says so, or close the browser.',
    again: 'Sign in again',
  },
};
