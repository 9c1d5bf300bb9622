import type { Words } from '../catalog';
import type { passwordSentences as english } from '../en/password';

/** Choosing a password, and getting a link for it. */
export const password: Words['password'] = {
  rules: ({ least, history, days }) =>
    `Mindestens ${least} Zeichen. Alle Zeichen zählen, auch Leerzeichen. Nicht Ihr Name und kein verbreitetes Passwort.` +
    (history > 0 ? ` Keines Ihrer letzten ${history === 1 ? 'Passwörter' : `${history} Passwörter`}.` : '') +
    (days > 0 ? ` Es gilt ${days === 1 ? 'einen Tag' : `${days} Tage`}.` : ''),
  forgot: {
    link: 'Passwort vergessen?',
    title: 'Passwort vergessen?',
    lead: 'Sagen Sie, wer Sie sind. Sie bekommen eine E-Mail mit einem Link, um ein neues zu wählen.',
    name: 'Benutzername oder E-Mail-Adresse',
    button: 'Link zusenden',
    back: 'Zurück zur Anmeldung',
    noMailTitle: 'Bitten Sie Ihre Administration um einen Link',
    noMail:
      'Passo verschickt hier keine E-Mails. Bitten Sie Ihre Administration oder Ihren Helpdesk um einen Link für ein neues Passwort. Er wird auf Ihrer Seite in Passo erstellt.',
  },
  sent: {
    title: 'Sehen Sie in Ihren Posteingang',
    text: 'Wenn es ein Konto mit diesem Namen gibt, ist ein Link an dessen E-Mail-Adresse unterwegs. Er gilt einmal und eine Stunde lang.',
    nothing:
      'Nach einigen Minuten ist nichts angekommen? Sehen Sie im Spam-Ordner nach, oder fragen Sie Ihre Administration.',
    back: 'Zurück zur Anmeldung',
  },
  reset: {
    title: 'Wählen Sie ein neues Passwort',
    lead: 'Danach sind Sie überall abgemeldet und melden sich mit dem neuen Passwort an.',
    username: 'Benutzername',
    button: 'Neues Passwort speichern',
    done: 'Ihr neues Passwort ist gespeichert',
    doneText: 'Melden Sie sich jetzt damit an.',
  },
  linkOver: {
    again: 'Neuen Link zusenden',
    againText: 'Er geht an die E-Mail-Adresse des Kontos, für das dieser Link erstellt wurde.',
    name: 'Oder fordern Sie mit Ihrem Namen einen an.',
    askAdmin: 'Bitten Sie Ihre Administration um einen neuen.',
    textActivation: 'Ein Aktivierungslink gilt einmal und sieben Tage lang.',
    textReset: 'Ein Link für ein neues Passwort gilt einmal und eine Stunde lang.',
  },
  activated: {
    done: 'Ihr Passwort ist gespeichert',
    doneText: 'Melden Sie sich jetzt damit an.',
  },
};

/** Sentences about passwords that actions answer with. */
export const passwordSentences: typeof english = {
  password_short: ({ least }) => `Verwenden Sie mindestens ${least} Zeichen.`,
  password_long: () => 'Dieses Passwort ist zu lang.',
  password_alike: () => 'Verwenden Sie mehr verschiedene Zeichen, nicht in einer Reihe.',
  password_common: () => 'Das ist ein verbreitetes Passwort oder nahe an einem.',
  password_personal: () => 'Das ist nahe an Ihrem Namen oder an dem Ihrer Organisation.',
  password_used: () => 'Dieses Passwort hatten Sie schon. Wählen Sie eines, das Sie noch nicht verwendet haben.',
  password_same: () => 'Wählen Sie ein Passwort, das sich vom bisherigen unterscheidet.',
  password_current_wrong: () => 'Das ist nicht Ihr bisheriges Passwort.',
  password_missing: () => 'Geben Sie Ihren Benutzernamen oder Ihre E-Mail-Adresse ein.',
  link_over: () => 'Dieser Link wurde schon benutzt oder ist abgelaufen.',
  link_too_often: () =>
    'Von hier wurden zu oft Links angefordert. Warten Sie eine Stunde und versuchen Sie es dann wieder.',
};
