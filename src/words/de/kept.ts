import type { Words } from '../catalog';

/** The page where a form that was kept over a sign-in goes on. */
export const kept: Words['kept'] = {
  title: 'Machen Sie weiter, wo Sie waren',
  lead: 'Sie sind angemeldet. Ihre Eingabe wurde aufgehoben, und es wurde noch nichts abgeschickt.',
  act: 'Was Sie gerade vorhatten',
  form: 'Ein Formular abschicken',
  page: 'Adresse',
  file: 'Eine Datei kann nicht aufgehoben werden. Machen Sie weiter, dann fragt die Seite erneut danach.',
  button: 'Weiter',
  leave: 'Verwerfen',
  signIn: 'Melden Sie sich erneut an',
  signInText: 'Ihre Eingabe bleibt so lange aufgehoben, 15 Minuten lang.',
  confirm: 'Bestätigen Sie, dass Sie es sind',
  confirmText:
    'Dafür müssen Sie sich in den letzten Minuten angemeldet haben. Ihre Eingabe bleibt so lange aufgehoben.',
  left: 'Ihre Eingabe wurde verworfen',
  leftText: 'Es wurde nichts geändert.',
};
