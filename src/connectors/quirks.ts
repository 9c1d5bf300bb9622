/** A named deviation of an SP from the standard, with the sentence shown to the admin and the day it was last verified. */
export const QUIRKS = {
  'immutable-user-name': {
    sentence: 'The username is set once, when the account is created; later changes are not sent.',
    verified: '2026-11-22',
  },
  'deactivate-removes': {
    sentence: 'Deactivating a person removes the account there.',
    verified: '2026-11-22',
  },
  'locality-is-formatted': {
    sentence: 'The city is sent as the formatted address too.',
    verified: '2026-11-22',
  },
} as const satisfies Record<string, { sentence: string; verified: string }>;

/** The name of a deviation. */
export type Quirk = keyof typeof QUIRKS;
