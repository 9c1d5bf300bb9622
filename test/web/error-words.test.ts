import { refusalWords } from '../../src/web/error-words';
import { wordsOf } from '../../src/words/catalog';

const of = (code: string, application?: string) => refusalWords(wordsOf('en'), { code }, application);
const UNREADABLE = of('message_malformed');

it.each([
  ['password_temporary', 403, 'Choose a password of your own first'],
  ['session_ended', 403, 'You were signed out'],
  ['person_unknown', 403, 'You were signed out'],
  ['invalid_name_id_policy', 400, 'The application asked for something that Passo can’t give it'],
  ['no_authn_context', 400, 'The application asked for something that Passo can’t give it'],
  ['unknown_principal', 400, 'The application asked for something that Passo can’t give it'],
  ['binding_unsupported', 400, 'The application asked for something that Passo can’t give it'],
])('a person reads what %s means, and not that the request was broken', (code, status, title) => {
  const words = of(code);
  expect(words).toMatchObject({ status, title });
  expect(words.title).not.toBe(UNREADABLE.title);
});

it.each(['constructor', '__proto__', 'of another release'])('a code nobody knows says what is safe: %s', (code) => {
  expect(of(code)).toEqual(UNREADABLE);
});

it('names the application in the order of each language', () => {
  expect(of('signature_invalid', 'Robin').title).toBe('Robin’s request could not be trusted');
  expect(refusalWords(wordsOf('de'), { code: 'signature_invalid' }, 'Robin').title).toBe(
    'Der Anfrage von Robin konnte nicht vertraut werden',
  );
  expect(refusalWords(wordsOf('de'), { code: 'signature_invalid' }, undefined).title).toBe(
    'Der Anfrage von der Anwendung konnte nicht vertraut werden',
  );
});
