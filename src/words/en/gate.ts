/** The pages in front of the product: signing in. */
export const gate = {
  signIn: {
    title: 'Sign in',
    continueTo: 'to continue to',
    name: 'Username or email',
    password: 'Password',
    button: 'Sign in',
    signingInTo: 'You are signing in to',
    neverByMail: 'Passo never asks for your password by email.',
  },
};
