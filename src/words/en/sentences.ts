import { portalSentences } from './portal-sentences';

import { passwordSentences } from './password';
import { secondFactorSentences } from './second-factor';

/** Sentences that actions answer people with, by a name that an error carries: see `said` in `../said.ts`. */
export const sentences = {
  ...portalSentences,
  wrong_pair: () => 'The username or the password is not right.',
  wrong_pair_left: ({ left }: { readonly left: number }) =>
    `The username or the password is not right. After ${left} more ${left === 1 ? 'try' : 'tries'} this account pauses.`,
  too_many_tries: ({ minutes }: { readonly minutes: number }) =>
    `Too many tries. Wait ${minutes} ${minutes === 1 ? 'minute' : 'minutes'}, then try again.`,
  account_paused: () => 'Your account is paused. Contact your admin.',
  type_both: () => 'Enter your username and your password.',
  sign_in_first: () => 'Sign in first.',
  admins_only: () => 'This page is for admins of Passo.',
  too_busy: () => 'Too many people are signing in just now. Try again in a minute.',
  too_large: () => 'What was sent is too large. Nothing was changed.',
  unreadable: () => 'The request could not be read. Nothing was changed.',
  bad_character: () => 'The form holds a character that can’t be kept. Nothing was changed.',
  nothing_here: () => 'The address may be mistyped, or what it showed is gone.',
  sign_in_link_cut: () => 'This sign-in link is not complete. Start again from the application.',
  no_sign_out: () => 'There is no such sign-out.',
  sign_out_over: () => 'This sign-out is over, or it began in another browser.',
  database_full: () => 'Passo can’t save anything just now: it has no room left. Nothing was changed. Tell your admin.',
  database_busy: () => 'Passo has too much to do just now. Nothing was changed. Try again in a moment.',
  database_away: () => 'Passo can’t reach its database just now. Try again in a moment.',
  fault: () => 'The fault was written down. Nothing you entered was kept.',
  not_set_up: () => 'Passo is not set up yet. Its log shows the link to begin with.',
  set_up_already: () => 'Passo is set up already.',
  set_up_link_over: () => 'This set-up link does not work.',
  username_missing: () => 'Enter a username.',
  username_form: () => 'A username has no spaces and none of / \\ ? # %.',
  email_missing: () => 'Enter a company email.',
  email_form: () => 'Enter an email address such as name@example.com.',
  organisation_missing: () => 'Enter the name of your organisation.',
  organisation_long: ({ most }: { readonly most: number }) => `The name can have ${most} characters at most.`,
  ...passwordSentences,
  ...secondFactorSentences,
  form_stale: () => 'This page was open too long or came from elsewhere. Open it again and repeat what you did.',
  form_of_another: () =>
    'This page was opened while somebody else was signed in here. Nothing was changed. Open it again.',
  form_file_again: () =>
    'You were signed out, or this page was open too long. Sign in, open the page again and choose the file again. Nothing was changed.',
  form_too_long: () =>
    'You have to sign in again first, and what you typed is too long to be kept meanwhile. Go back, copy it, and sign in. Nothing was changed.',
  form_gone: () =>
    'What you had typed is no longer kept: it was sent already, or more than 15 minutes have passed. Open the page again.',
  form_sent: () => 'This form was sent already, and is sent once only.',
  form_at_work: () => 'This form was sent twice. The first one is still being worked on: look at the list in a moment.',
};
