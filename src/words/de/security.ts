import type { Words } from '../catalog';

/** A person's own password and the places they are signed in. */
export const security: Words['security'] = {
  title: 'Sicherheit',
  devices: 'Wo Sie angemeldet sind',
  devicesLead: 'Melden Sie ab, was Sie nicht kennen, und ändern Sie dann Ihr Passwort.',
  onlyDevice: 'Dies ist Ihr einziges Gerät.',
  signOutOthers: 'Alle anderen abmelden',
  caption: 'Browser, in denen Sie angemeldet sind',
  device: 'Gerät',
  address: 'Adresse',
  lastSeen: 'Zuletzt gesehen',
  action: 'Aktion',
  signedIn: 'Angemeldet',
  thisDevice: 'Dieses Gerät',
  signOut: 'Abmelden',
  signOutDevice: ({ device }) => `${device} abmelden`,
  password: 'Passwort ändern',
  passwordLead: 'Auf allen anderen Geräten werden Sie abgemeldet.',
  othersSignedOut: ({ count }) =>
    count === 1 ? 'Eine andere Sitzung wurde abgemeldet' : `${count} andere Sitzungen wurden abgemeldet`,
  sessionSignedOut: 'Die Sitzung wurde abgemeldet',
  sessionOver: 'Diese Sitzung war schon zu Ende',
  deviceOn: ({ browser, system }) => `${browser} auf ${system}`,
  programOn: ({ system }) => `Ein Programm auf ${system}`,
  unknownDevice: 'Unbekanntes Gerät',
};
