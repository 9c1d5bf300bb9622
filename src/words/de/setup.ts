import type { Words } from '../catalog';

/** The page of the first run. */
export const setup: Words['setup'] = {
  title: 'Passo einrichten',
  lead: 'Zwei Minuten: Benennen Sie Ihre Organisation und legen Sie das erste Administratorkonto an, das Ihnen gehört.',
  otherAddress: 'Die Adresse in Ihrem Browser ist eine andere',
  browserShows: 'Ihr Browser zeigt',
  passoIsSetTo: ', und Passo ist eingestellt auf',
  correctBaseUrl: '. Berichtigen Sie PASSO_BASE_URL und starten Sie neu, bevor Sie eine Anwendung verbinden.',
  plainHttp: 'Diese Adresse ist nicht verschlüsselt',
  plainHttpText:
    'Passwörter und Anmeldungen gehen lesbar über http. Nehmen Sie https für alles, was über einen Versuch hinausgeht.',
  organisation: 'Organisation',
  organisationHelp: 'Die Benutzer sehen sie, wenn sie sich anmelden.',
  baseUrl: 'Basisadresse',
  baseUrlHelp: 'Jede Adresse, die Sie Anwendungen geben, beginnt damit.',
  firstname: 'Vorname',
  lastname: 'Nachname',
  username: 'Benutzername',
  email: 'Geschäftliche E-Mail-Adresse',
  done: 'Passo ist eingerichtet',
  doneText: 'Sie sind der erste Administrator.',
};
