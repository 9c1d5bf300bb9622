import type { Words } from '../catalog';

/** Asking for access: the page, what actions answer, and the messages that tell how it went. */
export const requests: Words['requests'] = {
  title: 'Zugang anfragen',
  lead: 'Ihre Administration liest das und antwortet. Ist Mail eingerichtet, bekommen Sie eine Nachricht, und die Antwort steht hier.',
  known: ({ name }) => `Sie fragen ${name} an.`,
  wanted: 'Welche Anwendung?',
  wantedHelp: 'Ihr Name, oder was Sie damit tun möchten.',
  reason: 'Wofür brauchen Sie sie?',
  reasonHelp: 'Ein Satz hilft Ihrer Administration, zu entscheiden und die richtige Gruppe zu wählen.',
  send: 'Anfrage senden',
  sent: 'Ihre Anfrage ist gesendet',
  sentText: 'Ihre Administration sieht sie sich an. Die Antwort wird auf dieser Seite stehen.',
  yours: 'Ihre Anfragen',
  none: 'Sie haben noch nichts angefragt.',
  open: 'Wartet',
  granted: 'Gewährt',
  declined: 'Abgelehnt',
  withdrawn: 'Zurückgezogen',
  asked: 'Angefragt',
  answered: 'Beantwortet',
  answer: 'Antwort',
  launch: ({ name }) => `${name} öffnen`,
  withdraw: 'Zurückziehen',
  withdrawNamed: ({ name }) => `Anfrage für ${name} zurückziehen`,
  withdrawnNow: 'Die Anfrage ist zurückgezogen',
  gone: 'Über diese Anfrage wurde schon entschieden',
  contact: 'Ist es dringend?',
  contactLink: 'An wen Sie sich wenden können',
  mail: {
    grantedSubject: ({ name }) => `Sie können ${name} jetzt nutzen`,
    grantedText: ({ name }) =>
      `Sie haben Zugang zu ${name} angefragt und von Ihrer Administration erhalten. Die Anwendung steht jetzt bei Ihren Anwendungen.`,
    grantedLink: 'Meine Anwendungen öffnen',
    declinedSubject: ({ name }) => `Ihre Anfrage für ${name} wurde abgelehnt`,
    declinedText: ({ name }) =>
      `Sie haben Zugang zu ${name} angefragt. Ihre Administration hat entschieden, ihn nicht zu gewähren.`,
    answer: ({ answer }) => `Die Antwort lautet: ${answer}`,
    declinedLink: 'Meine Anfragen ansehen',
    reason: 'Sie bekommen diese Nachricht, weil Sie Zugang zu einer Anwendung angefragt haben.',
  },
};
