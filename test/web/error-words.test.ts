import { refusalWords } from '../../src/web/error-words';

const UNREADABLE = refusalWords({ code: 'message_malformed', sentence: '', startedBy: 'sp' });

it.each([
  ['password_temporary', 403, 'Choose a password of your own first'],
  ['session_ended', 403, 'You were signed out'],
  ['person_unknown', 403, 'You were signed out'],
  ['invalid_name_id_policy', 400, 'the application asked for something that Passo can’t give it'],
  ['no_authn_context', 400, 'the application asked for something that Passo can’t give it'],
  ['unknown_principal', 400, 'the application asked for something that Passo can’t give it'],
  ['binding_unsupported', 400, 'the application asked for something that Passo can’t give it'],
])('a person reads what %s means, and not that the request was broken', (code, status, title) => {
  const words = refusalWords({ code, sentence: '', startedBy: 'sp' });
  expect(words).toMatchObject({ status, title });
  expect(words.title).not.toBe(UNREADABLE.title);
});
