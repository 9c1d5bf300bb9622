type Rules = { readonly least: number; readonly history: number; readonly days: number };

/** Choosing a password, and getting a link for it. */
export const password = {
  rules: ({ least, history, days }: Rules) =>
    `At least ${least} characters. Any characters count, spaces too. Not your name, and not a common password.` +
    (history > 0 ? ` None of your last ${history === 1 ? 'passwords' : `${history} passwords`}.` : '') +
    (days > 0 ? ` It counts for ${days === 1 ? 'one day' : `${days} days`}.` : ''),
  forgot: {
    link: 'Forgot your password?',
    title: 'Forgot your password?',
    lead: 'Say who you are. You get an email with a link to choose a new one.',
    name: 'Username or email',
    button: 'Send me a link',
    back: 'Back to sign in',
    noMailTitle: 'Ask an admin for a link',
    noMail:
      'Passo sends no email here. Ask your admin or your help desk for a link to choose a new password. They make it on your page in Passo.',
  },
  sent: {
    title: 'Look into your inbox',
    text: 'If there is an account by this name, a link is on its way to its email. It works once, for one hour.',
    nothing: 'Nothing came after a few minutes? Look into the spam folder, or ask your admin.',
    back: 'Back to sign in',
  },
  reset: {
    title: 'Choose a new password',
    lead: 'You are signed out everywhere afterwards, and sign in with the new password.',
    username: 'Username',
    button: 'Save new password',
    done: 'Your new password is set',
    doneText: 'Sign in with it now.',
  },
  linkOver: {
    again: 'Send me a new link',
    againText: 'It goes to the email of the account that this link was made for.',
    name: 'Or ask for one by name.',
    askAdmin: 'Ask your admin for a new one.',
    textActivation: 'An activation link works once, for seven days.',
    textReset: 'A link for a new password works once, for one hour.',
  },
  activated: {
    done: 'Your password is set',
    doneText: 'Sign in with it now.',
  },
};

/** Sentences about passwords that actions answer with. */
export const passwordSentences = {
  password_short: ({ least }: { readonly least: number }) => `Use at least ${least} characters.`,
  password_long: () => 'This password is too long.',
  password_alike: () => 'Use more different characters, not in a row.',
  password_common: () => 'This is a common password, or close to one.',
  password_personal: () => 'This is close to your name or to your organisation.',
  password_used: () => 'You had this password before. Choose one that you have not used yet.',
  password_same: () => 'Choose a password that differs from the current one.',
  password_current_wrong: () => 'This is not your current password.',
  password_missing: () => 'Enter your username or your email.',
  link_over: () => 'This link has been used or has run out.',
  link_too_often: () => 'Links were asked for too often from here. Wait an hour, then try again.',
};
