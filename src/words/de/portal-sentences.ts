import type { portalSentences as english } from '../en/portal-sentences';

/** What actions of the User Portal answer: requests for access, one's own profile. */
export const portalSentences: typeof english = {
  request_wanted_missing: () => 'Schreiben Sie, welche Anwendung Sie brauchen.',
  request_reason_missing: () => 'Schreiben Sie, wofür Sie sie brauchen.',
  request_text_long: ({ most }) => `Höchstens ${most} Zeichen.`,
  request_text_bad: () => 'Darin steht ein Zeichen, das nicht gespeichert werden kann.',
  request_open_already: () => 'Das haben Sie schon angefragt. Die Anfrage wartet auf Ihre Administration.',
  request_have_it: ({ name }) => `Sie haben ${name} schon. Die Anwendung steht bei Ihren Anwendungen.`,
  request_too_many: ({ most }) =>
    `Sie können an einem Tag ${most}-mal anfragen. Versuchen Sie es morgen wieder, oder wenden Sie sich an Ihre Administration.`,
  request_unknown: () => 'Diese Ablehnung ist nicht mehr bekannt. Schreiben Sie, welche Anwendung Sie brauchen.',
  request_gone: () => 'Über diese Anfrage wurde schon entschieden.',
  profile_not_editable: () => 'Diese Angabe pflegt Ihre Administration. Nichts wurde geändert.',
  profile_long: ({ most }) => `Höchstens ${most} Zeichen.`,
  profile_bad_character: () => 'Darin steht ein Zeichen, das nicht gespeichert werden kann.',
  profile_bad_language: () => 'Geben Sie ein Sprachkürzel wie de oder en-GB ein.',
  profile_bad_timezone: () => 'Geben Sie eine Zeitzone wie Europe/Berlin ein.',
  profile_bad_phone: () => 'Nehmen Sie Ziffern, Leerzeichen und + ( ) - . /',
};
