import type { Words } from '../catalog';

/** Sentences that actions answer people with. */
export const sentences: Words['sentences'] = {
  wrong_pair: () => 'Der Benutzername oder das Passwort ist falsch.',
  password_short: ({ least }) => `Nehmen Sie mindestens ${least} Zeichen.`,
};
