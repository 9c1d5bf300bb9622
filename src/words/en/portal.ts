type Named = { readonly name: string };
type Counted = { readonly count: number };

const number = (count: number): string => count.toLocaleString('en');

/** The first page of the User Portal, and the pages of an account that is not ready yet. */
export const portal = {
  applications: 'Applications',
  profile: 'Profile',
  security: 'Security',
  help: 'Help',
  morning: ({ name }: Named) => `Good morning, ${name}`,
  afternoon: ({ name }: Named) => `Good afternoon, ${name}`,
  evening: ({ name }: Named) => `Good evening, ${name}`,
  oneSignIn: 'One sign-in for what you use.',
  countedSignIn: ({ count }: Counted) =>
    `${number(count)} ${count === 1 ? 'application' : 'applications'}, one sign-in.`,
  find: 'Find an application',
  none: {
    title: 'No applications yet',
    text: 'Your admin gives them to you by group. Ask for the ones you need.',
    button: 'Ask your admin',
  },
  noMatch: {
    title: ({ search }: { readonly search: string }) => `No match for “${search}”`,
    text: 'Try part of the application’s name.',
    button: 'Show all applications',
  },
  mostUsed: 'Used most',
  all: 'All applications',
  matches: ({ count }: Counted) => (count === 1 ? '1 match' : `${number(count)} matches`),
  view: 'View',
  tiles: 'Tiles',
  list: 'List',
  bookmark: 'opens a website you sign in to separately',
  settingUp: 'Being set up. About a minute.',
  notReady: 'Your account is not ready',
  missing: 'Something missing?',
  ask: 'Ask your admin',
  setUp: {
    badge: 'On its way',
    title: ({ name }: Named) => `Your ${name} account is being set up`,
    text: 'It usually takes about a minute. This page looks again by itself; you can also leave it and come back.',
    help: 'Ask for help',
    again: 'Look again',
    anyway: 'Open it anyway',
    back: 'Back to my applications',
  },
  failed: {
    badge: 'Not ready',
    title: ({ name }: Named) => `Your ${name} account is not ready`,
    text: ({ name }: Named) =>
      `${name} did not take the account that your organisation made for you. It is not your fault.`,
    todo: 'Your admin can see why. Quote the event below when you ask.',
    help: 'Ask for help',
    anyway: 'Open it anyway',
    event: 'Event',
  },
};
