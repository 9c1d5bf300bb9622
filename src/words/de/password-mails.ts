import type { Words } from '../catalog';

/** Mails with a link to choose a password. */
export const passwordMails: Words['passwordMails'] = {
  reset: {
    subject: ({ organisation }) => `Wählen Sie ein neues Passwort für ${organisation}`,
    title: 'Wählen Sie ein neues Passwort',
    asked: ({ name }) =>
      `Jemand hat für das Konto ${name} ein neues Passwort angefordert. Wenn Sie das waren, öffnen Sie den Link und wählen Sie eines.`,
    byAdmin: ({ name }) =>
      `Ihre Administration hat diesen Link für Ihr Konto ${name} erstellt. Öffnen Sie ihn und wählen Sie ein neues Passwort.`,
    life: 'Der Link gilt einmal und eine Stunde lang. Ihr bisheriges Passwort gilt, bis Sie ein neues gewählt haben.',
    notYou: 'Sie waren das nicht? Dann müssen Sie nichts tun. Niemand erfährt dadurch, ob Sie ein Konto haben.',
    link: 'Neues Passwort wählen',
    reason: 'Sie bekommen diese Nachricht, weil für Ihr Konto ein Link angefordert wurde.',
  },
  activation: {
    subject: ({ organisation }) => `Ihr Konto bei ${organisation}`,
    title: 'Wählen Sie Ihr Passwort',
    text: ({ name, organisation }) =>
      `Bei ${organisation} wurde ein Konto für Sie angelegt. Ihr Benutzername ist ${name}.`,
    life: 'Öffnen Sie den Link und wählen Sie ein Passwort. Er gilt einmal und sieben Tage lang.',
    link: 'Passwort wählen',
    reason: 'Sie bekommen diese Nachricht, weil ein Konto für Sie angelegt wurde.',
  },
};
