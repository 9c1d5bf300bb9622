import type { Words } from '../catalog';

/** Whom to ask, what Passo is, and what an event means. */
export const help: Words['help'] = {
  title: 'Hilfe',
  lead: ({ name }) => `An wen Sie sich bei ${name} wenden, und was aus einer Anmeldung wurde.`,
  whom: 'An wen Sie sich wenden können',
  noContact: 'Ihre Organisation hat hier niemanden genannt. Fragen Sie die Stelle, von der Sie Ihr Konto haben.',
  name: 'Name',
  mail: 'E-Mail',
  phone: 'Telefon',
  link: 'Website',
  whatTitle: 'Was Passo ist',
  what: ({ name }) =>
    `Passo meldet Sie mit einem einzigen Konto bei den Anwendungen von ${name} an. Es kennt Ihre Angaben und Ihre Anwendungen; was Sie darin tun, sieht es nicht.`,
  names:
    'Diese Seiten sind das Benutzerportal (User Portal). Manche Anleitungen nennen die Seite Anwendungen „User Console“; gemeint ist dasselbe.',
  never: 'Niemand in Ihrer Organisation braucht Ihr Passwort, und niemand darf Sie danach fragen.',
  findTitle: 'Was ein Ereignis bedeutet',
  findLead:
    'Seiten, die von einem Problem berichten, nennen ein Ereignis. Geben Sie es hier ein; die ersten acht Zeichen genügen.',
  event: 'Ereignis',
  find: 'Nachsehen',
  notFound:
    'Es gibt kein solches Ereignis über Sie. Prüfen Sie die Zeichen, oder nennen Sie es, wenn Sie um Hilfe bitten: Ihre Administration sieht alle Ereignisse.',
  badEvent: 'Ein Ereignis hat 26 Buchstaben und Ziffern, zum Beispiel 01JDA83F5TQ4M8Z0V7X2K9R3RQ.',
  happened: 'Was geschehen ist',
  when: 'Wann',
  id: 'Ereignis',
  ask: 'Zugang anfragen',
  quote: 'Nennen Sie dieses Ereignis, wenn Sie um Hilfe bitten.',
  signedOn: ({ name }) => `Sie wurden bei ${name} angemeldet.`,
  notSignedOn: ({ name }) => `Sie wurden bei ${name} nicht angemeldet.`,
  noAccess: ({ name }) => `Sie wurden bei ${name} nicht angemeldet: Die Anwendung ist nicht für Sie freigegeben.`,
  signedIn: 'Sie haben sich angemeldet.',
  notSignedIn: 'Eine Anmeldung mit Ihrem Namen ist gescheitert.',
  signedOut: 'Sie haben sich abgemeldet.',
  passwordChanged: 'Ihr Passwort wurde geändert.',
  passwordNotChanged: 'Ihr Passwort wurde nicht geändert.',
  passwordExpired: 'Ihr Passwort ist abgelaufen.',
  activated: 'Ihr Konto wurde aktiviert.',
  detailsChanged: 'Ihre Angaben wurden geändert.',
  suspended: 'Ihr Konto wurde gesperrt.',
  unsuspended: 'Ihr Konto wurde wieder freigegeben.',
  accountMade: ({ name }) => `Ihr Konto bei ${name} wurde eingerichtet.`,
  accountNotMade: ({ name }) =>
    `Ihr Konto bei ${name} konnte nicht eingerichtet werden. Ihre Administration kann sehen, warum.`,
  accountUpdated: ({ name }) => `Ihr Konto bei ${name} wurde auf den neuesten Stand gebracht.`,
  accountNotUpdated: ({ name }) =>
    `Ihr Konto bei ${name} konnte nicht auf den neuesten Stand gebracht werden. Ihre Administration kann sehen, warum.`,
  accountClosed: ({ name }) => `Ihr Konto bei ${name} wurde geschlossen.`,
  accountNotClosed: ({ name }) =>
    `Ihr Konto bei ${name} konnte nicht geschlossen werden. Ihre Administration kann sehen, warum.`,
  accessChanged: ({ name }) => `Ihr Zugang zu ${name} wurde geändert.`,
  groupsChanged: 'Ihre Gruppen wurden geändert.',
  requested: ({ name }) => `Sie haben Zugang zu ${name} angefragt.`,
  requestGranted: ({ name }) => `Sie haben Zugang zu ${name} erhalten.`,
  requestDeclined: ({ name }) => `Ihre Anfrage für ${name} wurde abgelehnt.`,
  requestWithdrawn: ({ name }) => `Sie haben Ihre Anfrage für ${name} zurückgezogen.`,
  sessionsEnded: 'Einige Ihrer Sitzungen wurden beendet.',
  otherOk: 'An Ihrem Konto wurde etwas geändert.',
  otherFailed: 'An Ihrem Konto hat etwas nicht geklappt. Ihre Administration kann sehen, was.',
  application: 'einer Anwendung',
};
