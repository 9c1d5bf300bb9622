import { amount, onOff, oneOf, words, type DefectGroup } from './definition';

/** What goes wrong on the way, whatever is asked for. */
export const CONNECTION: DefectGroup = {
  title: 'Connection and answers',
  defects: [
    onOff(
      'answerHtml',
      'Answer with a web page',
      'Every SCIM request is answered with 200 and an HTML page, as a proxy or a wrong address would.',
    ),
    onOff('brokenJson', 'Break the JSON', 'Every answer ends in the middle of its JSON. What was asked for is done.'),
    onOff('redirects', 'Redirect', 'Every SCIM request is answered with 302 to another address, and nothing is done.'),
    onOff('hugeAnswers', 'Answer hugely', 'Every answer carries 16 MB of text. What was asked for is done.'),
    onOff(
      'endlessAnswers',
      'Answer endlessly',
      'Every answer goes on, a few characters each second, and never ends. What was asked for is done.',
    ),
    amount('slow', 'Answer slowly', 'Every SCIM answer is held back for this many milliseconds, 120,000 at most.', {
      most: 120_000,
    }),
    amount(
      'dropAnswer',
      'Lose answers to changes',
      'A change is made, then the connection is cut without an answer: for every nth change, or by chance when the number is below 1.',
      { chance: true },
    ),
    amount(
      'resetBefore',
      'Cut connections',
      'The connection is cut before anything is done: for every nth request, or by chance when the number is below 1.',
      { chance: true },
    ),
    amount(
      'failEvery',
      'Fail every nth request',
      'Every nth SCIM request is answered with 503, and nothing is changed.',
    ),
    amount(
      'rateLimit',
      'Limit requests per second',
      'Requests over this number in one second are answered with 429 and Retry-After.',
    ),
    oneOf('retryAfter', 'Form of Retry-After', 'How a 429 says when to come back, if not as one second.', {
      date: 'A date',
      rubbish: 'Rubbish',
      none: 'Not at all',
    }),
    amount('chaos', 'Fail by chance', 'Each request meets one of the faults below with this chance, from 0 to 1.', {
      chance: true,
      most: 1,
    }),
    amount('chaosSeed', 'Seed of the chance', 'The same seed gives the same faults for the same requests.'),
    words(
      'chaosKinds',
      'Faults by chance',
      'Names out of 429, 409, 500, 502, 503, reset, lost, hang, slow and stale, with commas between them. All when empty.',
    ),
  ],
};

/** Who is let in. */
export const ACCESS: DefectGroup = {
  title: 'Sign-in',
  defects: [
    oneOf(
      'auth',
      'Authentication',
      'What is asked for instead of the bearer token; the token stays the secret in each.',
      {
        basic: 'HTTP Basic, with any user name',
        header: 'The header X-Api-Key',
        oauth: 'OAuth 2 client credentials, at /oauth/token',
      },
    ),
    onOff(
      'rejectToken',
      'Reject the token',
      'Every SCIM request is answered with 401, as if the token had been withdrawn.',
    ),
    amount('rejectTokenEvery', 'Reject the token now and then', 'Every nth SCIM request is answered with 401.'),
    onOff(
      'ignoreLogout',
      'Ignore logout messages',
      'A logout message is answered with an error page: nobody is signed out, and nobody is sent back.',
    ),
  ],
};
