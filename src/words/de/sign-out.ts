import type { Words } from '../catalog';

const TELL = 'Sagen Sie es Ihrer Administration, und nennen Sie das Ereignis unten („Event“).';
const BY_HAND = 'Um sich von Passo selbst abzumelden, benutzen Sie „Abmelden“ auf dessen eigenen Seiten.';
const REFUSED = 'Abgelehnt';
const NOBODY = 'Passo hat deshalb niemanden abgemeldet.';
const state = (word: string, text: string) => ({ word, text });

/** Signing out of one application after another, and what of it was refused. */
export const signOut: Words['signOut'] = {
  backTo: ({ application }) => `Zurück zu ${application}`,
  signingOutOf: ({ application }) => `Sie werden abgemeldet bei ${application}`,
  ofPasso: 'Von Passo sind Sie abgemeldet.',
  place: ({ place, of }) => `Anwendung ${place} von ${of}.`,
  byHand: 'Wenn nichts geschieht, gehen Sie von Hand weiter.',
  continue: 'Weiter',
  notAnswered: ({ application }) => `${application} hat nicht geantwortet`,
  goOn: 'Von Passo sind Sie abgemeldet. Gehen Sie ohne Antwort weiter, und sehen Sie, was geschlossen ist und was nicht.',
  states: {
    waiting: state('Kommt noch', ''),
    asked: state('Noch keine Antwort', ''),
    'signed-out': state('Abgemeldet', ''),
    partial: state('Nicht überall', 'Vielleicht sind Sie noch bei etwas angemeldet, das dazugehört.'),
    refused: state('Nicht abgemeldet', 'Sie hat abgelehnt. Vielleicht sind Sie dort noch angemeldet.'),
    silent: state('Keine Antwort', 'Vielleicht sind Sie dort noch angemeldet.'),
    'no-address': state(
      'Nicht abgemeldet',
      'Von hier aus ist die Abmeldung nicht möglich. Vielleicht sind Sie dort noch angemeldet.',
    ),
    failed: state('Nicht abgemeldet', 'Passo konnte sie nicht fragen. Vielleicht sind Sie dort noch angemeldet.'),
  },
  refusals: {
    unknown_application: {
      badge: 'Nicht gefunden',
      title: () => 'Die Anwendung, von der Sie kommen, ist nicht bekannt',
      text: 'Es wurde nichts geändert und nirgendwohin etwas gesendet.',
      todo: () => [TELL],
    },
    not_trusted: {
      badge: REFUSED,
      title: ({ application }) => `Der Abmeldung von ${application ?? 'der Anwendung'} konnte nicht vertraut werden`,
      text: `Ihre Signatur fehlt oder passt nicht. ${NOBODY}`,
      todo: () => [BY_HAND, TELL],
    },
    other_sender: {
      badge: REFUSED,
      title: ({ application }) =>
        `Die Anwendung, von der Sie kommen, ist nicht ${application ?? 'die an dieser Adresse'}`,
      text: `Ihr Name passt nicht zu dieser Adresse. ${NOBODY}`,
      todo: () => [BY_HAND, TELL],
    },
    too_old: {
      badge: 'Zu alt',
      title: () => 'Diese Abmeldung wurde schon benutzt oder ist zu alt',
      text: 'Passo führt dieselbe Abmeldung einmal aus.',
      todo: () => [BY_HAND],
    },
    meant_elsewhere: {
      badge: REFUSED,
      title: ({ application }) =>
        `Die Abmeldung von ${application ?? 'der Anwendung'} war für eine andere Adresse bestimmt`,
      text: NOBODY,
      todo: () => [BY_HAND, TELL],
    },
    not_possible: {
      badge: REFUSED,
      title: ({ application }) =>
        `${application ?? 'Die Anwendung'} hat um eine Abmeldung gebeten, die Passo nicht ausführen kann`,
      text: 'Sie nannte eine Person oder Sitzung auf eine Weise, die auf niemanden passt, der dort angemeldet ist.',
      todo: () => [BY_HAND, TELL],
    },
    not_readable: {
      badge: REFUSED,
      title: ({ application }) => `Die Abmeldung von ${application ?? 'der Anwendung'} war nicht lesbar`,
      text: NOBODY,
      todo: () => [BY_HAND, TELL],
    },
  },
  answers: {
    badge: REFUSED,
    unasked: ({ application }) => `${application} hat auf eine Abmeldung geantwortet, die niemand begonnen hat`,
    not_readable: ({ application }) => `Die Antwort von ${application} auf die Abmeldung war nicht lesbar`,
    too_old: ({ application }) => `Die Antwort von ${application} auf die Abmeldung ist zu alt`,
    not_trusted: ({ application }) => `Der Antwort von ${application} auf die Abmeldung konnte nicht vertraut werden`,
    text: 'Passo hat sie nicht beachtet. Wenn Sie sich gerade abmelden, warten die anderen Anwendungen noch, bis sie an der Reihe sind.',
    todo: ({ application }) => [`Melden Sie sich weiter ab, und bei ${application} von Hand.`, TELL],
  },
};
