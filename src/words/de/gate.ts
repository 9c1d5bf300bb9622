import type { Words } from '../catalog';

/** The pages in front of the product: signing in, first password, signing out. */
export const gate: Words['gate'] = {
  signIn: {
    title: 'Anmelden',
    continueTo: ({ application }) => `weiter zu ${application}`,
    name: 'Benutzername oder E-Mail-Adresse',
    password: 'Passwort',
    button: 'Anmelden',
    signingInTo: ({ organisation }) => `Sie melden sich an bei ${organisation}.`,
    neverByMail: 'Passo fragt nie per E-Mail nach Ihrem Passwort.',
    signOutOpen: 'Ihre Abmeldung ist noch nicht abgeschlossen',
    signOutNotAsked: 'Einige Anwendungen wurden noch nicht gefragt.',
    signOutNotAnswered: ({ application }) => `${application} hat nicht geantwortet.`,
    signOutContinue: 'Weiter',
  },
  activation: {
    title: 'Wählen Sie Ihr Passwort',
    welcome: ({ name }) => `Willkommen, ${name}`,
    lead: ({ organisation }) => `Wählen Sie das Passwort für Ihr Konto bei ${organisation}.`,
    username: 'Benutzername',
    usernameHelp: 'Sie melden sich mit diesem Namen oder mit Ihrer E-Mail-Adresse an.',
    button: 'Passwort speichern und anmelden',
    done: 'Ihr Passwort ist gespeichert',
    doneText: 'Sie sind angemeldet.',
  },
  linkOver: {
    badge: 'Link benutzt oder zu alt',
    title: 'Dieser Link ist nicht mehr gültig',
    chosenAlready: 'Haben Sie schon ein Passwort gewählt?',
    signIn: 'Anmelden',
  },
  changePassword: {
    title: 'Ändern Sie Ihr Passwort',
    temporary:
      'Ihr Passwort kommt von Ihrer Administration. Wählen Sie eines, das nur Sie kennen, dann geht es weiter.',
    expired: 'Ihr Passwort ist abgelaufen. Wählen Sie ein neues, dann geht es weiter.',
    button: 'Passwort ändern',
    done: 'Ihr Passwort ist geändert',
    doneElsewhere: 'Überall sonst wurden Sie abgemeldet.',
  },
  passwordFields: {
    password: 'Passwort',
    current: 'Bisheriges Passwort',
    temporary: 'Vorläufiges Passwort',
    fresh: 'Neues Passwort',
  },
  signedOut: {
    title: 'Abgemeldet',
    heading: 'Sie sind abgemeldet',
    closedHere:
      'Passo ist in diesem Browser geschlossen. Anwendungen, die Sie geöffnet haben, können noch offen sein: Melden Sie sich auch dort ab, oder schließen Sie den Browser.',
    closedAll: 'Passo ist in diesem Browser geschlossen, ebenso die Anwendungen, die Sie damit geöffnet haben.',
    closedSome:
      'Passo ist in diesem Browser geschlossen. Melden Sie sich von Hand ab, wo es hier steht, oder schließen Sie den Browser.',
    again: 'Wieder anmelden',
  },
};
