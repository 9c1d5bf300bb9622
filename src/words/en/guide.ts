type Named = { readonly name: string };

/** A guide that was sent as a link to somebody without an account. The steps themselves are in English. */
export const guide = {
  title: ({ name }: Named) => `Set up ${name}`,
  newLead: ({ name }: Named) =>
    `Somebody at ${name} asks you to do the steps of this guide. It opens in one browser only: the one you open it in now.`,
  button: 'Open the guide',
  lead: ({ name }: Named) => `What to do in ${name}, with the values that belong into it.`,
  until: ({ day }: { readonly day: string }) => `This link works in this browser until ${day}.`,
  before: 'What you need',
  sso: 'Single sign-on',
  identityManagement: 'Identity Management',
  values: 'Values',
  overTitle: 'This link does not work any more',
  over: 'It was opened in another browser, has run out or was taken back. Ask whoever sent it for a new one.',
};
