/** Sentences that actions answer people with, by a name that an error carries: see `said` in `../said.ts`. */
export const sentences = {
  wrong_pair: () => 'The username or the password is wrong.',
  password_short: ({ least }: { readonly least: number }) => `Use at least ${least} characters.`,
};
