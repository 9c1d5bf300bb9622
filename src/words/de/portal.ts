import type { Words } from '../catalog';

const number = (count: number): string => count.toLocaleString('de');

/** The first page of the User Portal, and the pages of an account that is not ready yet. */
export const portal: Words['portal'] = {
  applications: 'Anwendungen',
  profile: 'Profil',
  security: 'Sicherheit',
  help: 'Hilfe',
  morning: ({ name }) => `Guten Morgen, ${name}`,
  afternoon: ({ name }) => `Guten Tag, ${name}`,
  evening: ({ name }) => `Guten Abend, ${name}`,
  oneSignIn: 'Eine Anmeldung für alles, was Sie nutzen.',
  countedSignIn: ({ count }) => `${number(count)} ${count === 1 ? 'Anwendung' : 'Anwendungen'}, eine Anmeldung.`,
  find: 'Anwendung suchen',
  none: {
    title: 'Noch keine Anwendungen',
    text: 'Ihre Administration vergibt sie über Gruppen. Fragen Sie nach denen, die Sie brauchen.',
    button: 'Administration fragen',
  },
  noMatch: {
    title: ({ search }) => `Nichts gefunden für „${search}“`,
    text: 'Versuchen Sie es mit einem Teil des Namens.',
    button: 'Alle Anwendungen zeigen',
  },
  mostUsed: 'Am meisten genutzt',
  all: 'Alle Anwendungen',
  matches: ({ count }) => `${number(count)} gefunden`,
  view: 'Ansicht',
  tiles: 'Kacheln',
  list: 'Liste',
  bookmark: 'öffnet eine Website, bei der Sie sich eigens anmelden',
  settingUp: 'Wird eingerichtet. Etwa eine Minute.',
  notReady: 'Ihr Konto ist nicht bereit',
  missing: 'Fehlt etwas?',
  ask: 'Fragen Sie Ihre Administration',
  setUp: {
    badge: 'Unterwegs',
    title: ({ name }) => `Ihr Konto bei ${name} wird eingerichtet`,
    text: 'Das dauert meist etwa eine Minute. Diese Seite sieht von selbst wieder nach; Sie können sie auch verlassen und wiederkommen.',
    help: 'Um Hilfe bitten',
    again: 'Noch einmal nachsehen',
    anyway: 'Trotzdem öffnen',
    back: 'Zurück zu meinen Anwendungen',
  },
  failed: {
    badge: 'Nicht bereit',
    title: ({ name }) => `Ihr Konto bei ${name} ist nicht bereit`,
    text: ({ name }) =>
      `${name} hat das Konto nicht angenommen, das Ihre Organisation für Sie angelegt hat. Das liegt nicht an Ihnen.`,
    todo: 'Ihre Administration kann sehen, warum. Nennen Sie dabei das Ereignis unten.',
    help: 'Um Hilfe bitten',
    anyway: 'Trotzdem öffnen',
    event: 'Ereignis',
  },
};
