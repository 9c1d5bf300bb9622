type Organisation = { readonly organisation: string };

/** Mails with a link to choose a password. */
export const passwordMails = {
  reset: {
    subject: ({ organisation }: Organisation) => `Choose a new password for ${organisation}`,
    title: 'Choose a new password',
    asked: ({ name }: { readonly name: string }) =>
      `Somebody asked for a new password for the account ${name}. If it was you, open the link and choose one.`,
    byAdmin: ({ name }: { readonly name: string }) =>
      `An admin made this link for your account ${name}. Open it and choose a new password.`,
    life: 'The link works once, for one hour. Your present password counts until you have chosen a new one.',
    notYou: 'It was not you? Then there is nothing to do. Nobody learns from this whether you have an account.',
    link: 'Choose a new password',
    reason: 'You get this message because a link for your account was asked for.',
  },
  activation: {
    subject: ({ organisation }: Organisation) => `Your account at ${organisation}`,
    title: 'Choose your password',
    text: ({ name, organisation }: Organisation & { readonly name: string }) =>
      `An account was made for you at ${organisation}. Your username is ${name}.`,
    life: 'Open the link and choose a password. It works once, for seven days.',
    link: 'Choose your password',
    reason: 'You get this message because an account was made for you.',
  },
};
