import type { Words } from '../catalog';

/** What stands around the pages of people: head, menus, forms. */
export const frame: Words['frame'] = {
  problem: 'Problem: ',
  skip: 'Zum Inhalt springen',
  home: 'Startseite von Passo',
  theme: 'Zwischen hell und dunkel wechseln',
  account: ({ initials, name }) => `${initials}, Ihr Konto, ${name}`,
  userPortal: 'Benutzerportal',
  adminPortal: 'Verwaltungsportal',
  main: 'Hauptnavigation',
  applications: 'Anwendungen',
  security: 'Sicherheit',
  signOut: 'Abmelden',
  thereIsAProblem: 'Es gibt ein Problem',
  optional: ' (freiwillig)',
  show: 'Anzeigen',
  showTyped: 'Eingabe anzeigen',
  hide: 'Verbergen',
  hideTyped: 'Eingabe verbergen',
  copy: 'Kopieren',
  copyNamed: ({ label }) => `${label} kopieren`,
  copied: 'In die Zwischenablage kopiert',
  copyByHand: 'Mit Strg+C kopieren',
  technicalDetail: 'Technische Angaben',
  languages: 'Sprache',
  ownName: 'Deutsch',
};
