import type { LogoutRefusal } from '../../actions/logout/refusal';
import type { Words } from '../../words/catalog';
import type { RefusalWords } from '../error-words';

type SignOutWords = Words['signOut'];

/** The words for each code; whatever else it was, the message could not be read. */
const KINDS: Readonly<Record<string, keyof SignOutWords['refusals']>> = {
  unknown_application: 'unknown_application',
  signature_required: 'not_trusted',
  signature_invalid: 'not_trusted',
  signature_algorithm_refused: 'not_trusted',
  unknown_issuer: 'other_sender',
  request_expired: 'too_old',
  request_replayed: 'too_old',
  destination_mismatch: 'meant_elsewhere',
  unknown_principal: 'not_possible',
  request_unsupported: 'not_possible',
  version_unsupported: 'not_possible',
};

const ANSWERS: Readonly<Record<string, 'unasked' | 'not_readable' | 'too_old'>> = {
  unknown_request: 'unasked',
  message_malformed: 'not_readable',
  request_expired: 'too_old',
};

/**
 * The words for a refused logout message, by its code. Whatever it was, nobody was signed out by it.
 * @param application its label, or what stands for it; absent when nobody knows which it was
 */
export function logoutWords({ signOut }: Words, refusal: LogoutRefusal, application: string | undefined): RefusalWords {
  if (application !== undefined && isAnswer(refusal)) return answerWords(signOut, refusal.code, application);
  const { badge, title, text, todo } = signOut.refusals[KINDS[refusal.code] ?? 'not_readable'];
  const status = refusal.code === 'unknown_application' ? 404 : 400;
  return { status, badge, title: title({ application }), text, todo: todo() };
}

/** Whether it was an application's answer: the person is signed out of Passo then, and the sign-out waits to go on. */
export function isAnswer({ startedBy, application }: LogoutRefusal): boolean {
  return startedBy === 'idp' && application !== undefined;
}

/** Anybody can send such a page's address to anybody, so it does not say that the reader is signing out. */
function answerWords({ answers }: SignOutWords, code: string, application: string): RefusalWords {
  const title = answers[ANSWERS[code] ?? 'not_trusted']({ application });
  return { status: 400, badge: answers.badge, title, text: answers.text, todo: answers.todo({ application }) };
}
