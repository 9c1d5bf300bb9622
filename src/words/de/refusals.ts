import type { Words } from '../catalog';

const AGAIN = 'Beginnen Sie noch einmal bei der Anwendung.';
const TELL = 'Sagen Sie es Ihrer Administration, und nennen Sie das Ereignis unten („Event“).';
const REFUSED = 'Abgelehnt';
const NO_ACCESS = 'Kein Zugang';

/** What a person reads of a sign-on that was refused. */
export const refusals: Words['refusals'] = {
  no_group: {
    badge: NO_ACCESS,
    title: ({ application }) => `Sie haben noch keinen Zugang zu ${application ?? 'der Anwendung'}`,
    text: ({ application }) =>
      `Ihre Anmeldung war erfolgreich. ${application ?? 'Die Anwendung'} ist nicht für Sie freigegeben, deshalb hat Passo Sie nicht dorthin geschickt.`,
    todo: [
      'Bitten Sie Ihre Administration um Zugang, und nennen Sie die Anwendung.',
      'Als falsche Person angemeldet? Benutzen Sie ein anderes Konto.',
    ],
  },
  suspended: {
    badge: NO_ACCESS,
    title: () => 'Ihr Konto ist gesperrt',
    text: () => 'Passo hat Sie nirgends angemeldet.',
    todo: ['Wenden Sie sich an Ihre Administration.'],
  },
  password_expired: {
    badge: NO_ACCESS,
    title: () => 'Ihr Passwort ist abgelaufen',
    text: () => 'Passo hat Sie nicht weitergeschickt.',
    todo: ['Melden Sie sich ab und wieder an, und wählen Sie ein neues Passwort.'],
  },
  password_temporary: {
    badge: 'Noch nicht',
    title: () => 'Wählen Sie zuerst ein eigenes Passwort',
    text: () => 'Ihr jetziges kommt von Ihrer Administration. Passo hat Sie nicht weitergeschickt.',
    todo: ['Öffnen Sie Passo, wählen Sie ein Passwort, und beginnen Sie dann noch einmal bei der Anwendung.'],
  },
  session_over: {
    badge: 'Abgemeldet',
    title: () => 'Sie wurden abgemeldet',
    text: () => 'Ihre Sitzung endete, während Sie unterwegs waren. Deshalb hat Passo Sie nicht weitergeschickt.',
    todo: ['Melden Sie sich wieder an, und beginnen Sie dann noch einmal bei der Anwendung.', TELL],
  },
  step_wanted: {
    badge: 'Noch nicht',
    title: ({ application }) => `${application ?? 'Die Anwendung'} verlangt mehr als diese Anmeldung`,
    text: () =>
      'Sie verlangt eine neuere Anmeldung, ein Passwort oder einen zweiten Schritt. Deshalb hat Passo Sie nicht weitergeschickt.',
    todo: [
      'Melden Sie sich ab und mit allen Schritten wieder an, und beginnen Sie dann noch einmal bei der Anwendung.',
      TELL,
    ],
  },
  switched_off: {
    badge: 'Nicht aktiv',
    title: ({ application }) => `Die Anmeldung bei ${application ?? 'der Anwendung'} ist gerade nicht möglich`,
    text: () => 'Für diese Anwendung ist die Anmeldung ausgeschaltet.',
    todo: [TELL],
  },
  unknown_application: {
    badge: 'Nicht gefunden',
    title: () => 'Die Anwendung, von der Sie kommen, ist nicht bekannt',
    text: () => 'Es wurde nirgendwohin etwas gesendet.',
    todo: [TELL],
  },
  other_sender: {
    badge: REFUSED,
    title: ({ application }) =>
      `Die Anwendung, von der Sie kommen, ist nicht ${application ?? 'die an dieser Adresse'}`,
    text: () => 'Ihr Name passt nicht zu dieser Adresse, deshalb hat Passo ihr nicht geantwortet.',
    todo: [TELL],
  },
  other_address: {
    badge: REFUSED,
    title: ({ application }) =>
      `${application ?? 'Die Anwendung'} wollte Sie an eine Adresse schicken lassen, die nicht auf ihrer Liste steht`,
    text: () => 'Passo schickt nur an eingetragene Adressen, deshalb wurde nichts gesendet.',
    todo: [TELL],
  },
  too_old: {
    badge: 'Zu alt',
    title: () => 'Dieser Anmeldelink ist zu alt',
    text: () => 'Er wurde schon benutzt, oder es ist zu viel Zeit vergangen.',
    todo: [AGAIN],
  },
  not_trusted: {
    badge: REFUSED,
    title: ({ application }) => `Der Anfrage von ${application ?? 'der Anwendung'} konnte nicht vertraut werden`,
    text: () => 'Ihre Signatur fehlt oder passt nicht, deshalb hat Passo nicht geantwortet.',
    todo: [TELL],
  },
  meant_elsewhere: {
    badge: REFUSED,
    title: ({ application }) =>
      `Die Anfrage von ${application ?? 'der Anwendung'} war für eine andere Adresse bestimmt`,
    text: () => 'Passo hat nicht geantwortet.',
    todo: [TELL],
  },
  not_given: {
    badge: REFUSED,
    title: ({ application }) => `${application ?? 'Die Anwendung'} hat um etwas gebeten, das Passo nicht geben kann`,
    text: () => 'Die Anfrage wurde gelesen, und Passo hat sie nicht mit einer Anmeldung beantwortet.',
    todo: [TELL],
  },
  detail_missing: {
    badge: 'Unvollständig',
    title: ({ application }) => `${application ?? 'Die Anwendung'} braucht eine Angabe, die Passo von Ihnen nicht hat`,
    text: () =>
      'Eine Eigenschaft Ihres Kontos ist leer oder enthält, was nicht gesendet werden kann. Ihre Administration sieht unten, welche.',
    todo: [TELL],
  },
  not_readable: {
    badge: REFUSED,
    title: ({ application }) => `Die Anfrage von ${application ?? 'der Anwendung'} war nicht lesbar`,
    text: () => 'Passo hat nicht geantwortet. Es wurde nirgendwohin etwas gesendet.',
    todo: [AGAIN, TELL],
  },
};
