import type { Words } from '../catalog';
import { portalSentences } from './portal-sentences';
import { passwordSentences } from './password';
import { secondFactorSentences } from './second-factor';

/** Sentences that actions answer people with. */
export const sentences: Words['sentences'] = {
  ...portalSentences,
  wrong_pair: () => 'Der Benutzername oder das Passwort ist nicht richtig.',
  wrong_pair_left: ({ left }) =>
    `Der Benutzername oder das Passwort ist nicht richtig. Nach ${left === 1 ? 'einem weiteren Versuch' : `${left} weiteren Versuchen`} macht dieses Konto eine Pause.`,
  too_many_tries: ({ minutes }) =>
    `Zu viele Versuche. Warten Sie ${minutes === 1 ? 'eine Minute' : `${minutes} Minuten`}, und versuchen Sie es dann noch einmal.`,
  account_paused: () => 'Ihr Konto ist gesperrt. Wenden Sie sich an Ihre Administration.',
  type_both: () => 'Geben Sie Ihren Benutzernamen und Ihr Passwort ein.',
  sign_in_first: () => 'Melden Sie sich zuerst an.',
  admins_only: () => 'Diese Seite ist für Administratoren von Passo.',
  too_busy: () => 'Gerade melden sich zu viele Personen an. Versuchen Sie es in einer Minute noch einmal.',
  too_large: () => 'Das Gesendete ist zu groß. Es wurde nichts geändert.',
  unreadable: () => 'Die Anfrage war nicht lesbar. Es wurde nichts geändert.',
  bad_character: () => 'Das Formular enthält ein Zeichen, das nicht gespeichert werden kann. Es wurde nichts geändert.',
  nothing_here: () => 'Vielleicht ist die Adresse falsch geschrieben, oder was sie zeigte, gibt es nicht mehr.',
  sign_in_link_cut: () => 'Dieser Anmeldelink ist nicht vollständig. Beginnen Sie noch einmal bei der Anwendung.',
  no_sign_out: () => 'Diese Abmeldung gibt es nicht.',
  sign_out_over: () => 'Diese Abmeldung ist vorbei, oder sie hat in einem anderen Browser begonnen.',
  database_full: () =>
    'Passo kann gerade nichts speichern: Es ist kein Platz mehr. Nichts wurde geändert. Sagen Sie es Ihrer Administration.',
  database_busy: () => 'Passo hat gerade zu viel zu tun. Nichts wurde geändert. Versuchen Sie es gleich noch einmal.',
  database_away: () => 'Passo erreicht gerade seine Datenbank nicht. Versuchen Sie es gleich noch einmal.',
  fault: () => 'Der Fehler wurde aufgezeichnet. Nichts von Ihrer Eingabe wurde gespeichert.',
  not_set_up: () => 'Passo ist noch nicht eingerichtet. Das Protokoll zeigt den Link, mit dem es beginnt.',
  set_up_already: () => 'Passo ist schon eingerichtet.',
  set_up_link_over: () => 'Dieser Link zum Einrichten ist nicht gültig.',
  username_missing: () => 'Geben Sie einen Benutzernamen ein.',
  username_form: () => 'Ein Benutzername hat keine Leerzeichen und keines von / \\ ? # %.',
  email_missing: () => 'Geben Sie eine geschäftliche E-Mail-Adresse ein.',
  email_form: () => 'Geben Sie eine E-Mail-Adresse wie name@example.com ein.',
  organisation_missing: () => 'Geben Sie den Namen Ihrer Organisation ein.',
  organisation_long: ({ most }) => `Der Name darf höchstens ${most} Zeichen haben.`,
  ...passwordSentences,
  ...secondFactorSentences,
  form_stale: () =>
    'Diese Seite war zu lange offen oder kam von anderswo. Öffnen Sie sie erneut und wiederholen Sie Ihre Eingabe.',
  form_of_another: () =>
    'Diese Seite wurde geöffnet, als hier jemand anderes angemeldet war. Es wurde nichts geändert. Öffnen Sie sie erneut.',
  form_file_again: () =>
    'Sie wurden abgemeldet, oder diese Seite war zu lange offen. Melden Sie sich an, öffnen Sie die Seite erneut und wählen Sie die Datei noch einmal aus. Es wurde nichts geändert.',
  form_too_long: () =>
    'Sie müssen sich zuerst erneut anmelden, und Ihre Eingabe ist zu lang, um sie so lange aufzuheben. Gehen Sie zurück, kopieren Sie sie und melden Sie sich an. Es wurde nichts geändert.',
  form_gone: () =>
    'Ihre Eingabe ist nicht mehr aufgehoben: Sie wurde schon abgeschickt, oder es sind mehr als 15 Minuten vergangen. Öffnen Sie die Seite erneut.',
  form_sent: () => 'Dieses Formular wurde schon abgeschickt und wird nur einmal abgeschickt.',
  form_at_work: () =>
    'Dieses Formular wurde zweimal abgeschickt. Das erste wird noch bearbeitet: Sehen Sie gleich in der Liste nach.',
};
