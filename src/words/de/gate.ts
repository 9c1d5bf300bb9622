import type { Words } from '../catalog';

/** The pages in front of the product: signing in. */
export const gate: Words['gate'] = {
  signIn: {
    title: 'Anmelden',
    continueTo: 'weiter zu',
    name: 'Benutzername oder E-Mail',
    password: 'Passwort',
    button: 'Anmelden',
    signingInTo: 'Sie melden sich an bei',
    neverByMail: 'Passo fragt nie per E-Mail nach Ihrem Passwort.',
  },
};
