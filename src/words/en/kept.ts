/** The page where a form that was kept over a sign-in goes on. */
export const kept = {
  title: 'Go on with what you were doing',
  lead: 'You are signed in. What you typed was kept, and nothing has been sent yet.',
  act: 'What you were about to do',
  form: 'Send a form',
  page: 'Address',
  file: 'A file can’t be kept. Go on, and the page asks you to choose it again.',
  button: 'Go on',
  leave: 'Leave it',
  signIn: 'Sign in again',
  signInText: 'What you typed is kept meanwhile, for 15 minutes.',
  confirm: 'Confirm that it is you',
  confirmText: 'This act asks for a sign-in of the last minutes. What you typed is kept meanwhile.',
  left: 'What you typed was thrown away',
  leftText: 'Nothing was changed.',
};
