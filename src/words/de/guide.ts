import type { Words } from '../catalog';

/** A guide that was sent as a link to somebody without an account. The steps themselves are in English. */
export const guide: Words['guide'] = {
  title: ({ name }) => `${name} einrichten`,
  newLead: ({ name }) =>
    `Jemand bei ${name} bittet Sie, die Schritte dieser Anleitung auszuführen. Sie lässt sich nur in einem Browser öffnen: in dem, in dem Sie sie jetzt öffnen.`,
  button: 'Anleitung öffnen',
  lead: ({ name }) =>
    `Was in ${name} zu tun ist, mit den Werten, die dort einzutragen sind. Die Schritte sind auf Englisch.`,
  until: ({ day }) => `Dieser Link gilt in diesem Browser bis ${day}.`,
  before: 'Was Sie brauchen',
  sso: 'Single Sign-on',
  identityManagement: 'Identity Management',
  values: 'Werte',
  overTitle: 'Dieser Link gilt nicht mehr',
  over: 'Er wurde in einem anderen Browser geöffnet, ist abgelaufen oder wurde zurückgenommen. Bitten Sie die Person, die ihn geschickt hat, um einen neuen.',
};
