/** The page that takes a person to an application. */
export const signOn = {
  opening: ({ application }: { readonly application: string }) => `Opening ${application}`,
  lead: 'You are signed in. If nothing happens, continue by hand.',
  continue: 'Continue',
};
