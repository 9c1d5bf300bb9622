import type { Words } from '../catalog';

/** The page for whatever went wrong. */
export const errors: Words['errors'] = {
  invalid: { badge: 'Nicht angenommen', title: 'Etwas im Formular muss sich ändern' },
  not_found: { badge: 'Nicht gefunden', title: 'Unter dieser Adresse gibt es nichts' },
  conflict: { badge: 'Nicht möglich', title: 'Das ist gerade nicht möglich' },
  forbidden: { badge: 'Kein Zugang', title: 'Sie können das nicht öffnen' },
  unauthenticated: { badge: 'Abgemeldet', title: 'Melden Sie sich zuerst an' },
  too_many: { badge: 'Langsamer', title: 'Zu viele Versuche' },
  unavailable: { badge: 'Ausgelastet', title: 'Passo ist ausgelastet' },
  internal: { badge: 'Fehler', title: 'In Passo ist etwas schiefgegangen' },
  whatYouCanDo: 'Was Sie tun können',
  tryAgain: 'Versuchen Sie es in einer Minute noch einmal.',
  tellReference: 'Sagen Sie es Ihrer Administration, und nennen Sie das Kennzeichen unten („Reference“).',
  signedInAs: ({ name }) => `Sie sind angemeldet als ${name}.`,
  otherAccount: 'Anderes Konto benutzen',
  forAdmin: 'Für Ihre Administration',
  signIn: 'Anmelden',
  back: 'Zurück zu meinen Anwendungen',
  seeCause: 'Ansehen, was falsch war',
  startAgainAt: ({ application }) => `Noch einmal beginnen bei ${application}`,
  continueSignOut: 'Weiter abmelden',
};
