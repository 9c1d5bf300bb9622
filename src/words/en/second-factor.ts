type Named = { readonly name: string };
type Counted = { readonly left: number };

const codes = ({ left }: Counted): string => `${left} ${left === 1 ? 'recovery code' : 'recovery codes'}`;

/** The second step of signing in, setting factors up, and what people read of them on their Security page. */
export const secondFactor = {
  kinds: { totp: 'Authenticator app', passkey: 'Passkey' },
  step: {
    title: 'Second step',
    leadSignIn: 'Your password is right. One more step shows that it is you.',
    leadStepUp: 'What you want to open asks for a second step.',
    code: 'Code',
    codeHelp: 'The six digits that your authenticator app shows now.',
    button: 'Continue',
    passkeyButton: 'Use a passkey',
    passkeyLead: 'Your browser asks for your passkey: a finger, your face, a PIN or a security key.',
    needsScript: 'Passkeys need JavaScript, and it is switched off in this browser.',
    noPasskeysHere: 'This browser has no passkeys.',
    passkeyStopped: 'The passkey was not used: it was cancelled, or took too long. Try again.',
    recoveryLink: 'Use a recovery code',
    recoveryTitle: 'Recovery code',
    recoveryLead: 'One of the codes that you kept when you set up your second factor. Each works once.',
    recovery: 'Recovery code',
    recoveryHelp: 'Three groups of four letters and digits. Capitals and hyphens do not matter.',
    back: 'Back to the code',
    clock: ({ time }: { readonly time: string }) =>
      `Codes depend on the time. By the clock here it is ${time}. If your phone shows another time, let it set its clock by itself, then try a new code.`,
    startAgain: 'Sign in as somebody else',
    lost: 'Lost your phone and your recovery codes? Your admin can reset your second factor.',
    over: 'Signing in took too long, or your account has changed meanwhile. Begin again.',
  },
  passkeySignIn: { button: 'Sign in with a passkey', or: 'or' },
  setup: {
    title: 'Set up your second step',
    leadAsked: ({ organisation }: { readonly organisation: string }) =>
      `${organisation} asks you to sign in with a second step beside your password. It takes a minute.`,
    leadHere: 'What you want to open takes people with a second factor only. Setting one up takes a minute.',
    leadOwn: 'With a second step, somebody who knows your password still can’t sign in as you.',
    daysLeft: ({ days }: { readonly days: number }) =>
      days === 1 ? 'You can put it off until tomorrow.' : `You can put it off for ${days} more days.`,
    due: 'It can’t be put off any longer.',
    later: ({ days }: { readonly days: number }) => `Later (${days} ${days === 1 ? 'day' : 'days'} left)`,
    appTitle: 'With an authenticator app',
    appLead: 'An app on your phone that shows a new code every 30 seconds, such as the one you use elsewhere already.',
    scan: 'Scan this picture with the app:',
    picture: 'QR code for your authenticator app. The same stands below as text.',
    secret: 'Or type this key into the app',
    secretHelp: 'Kind: time-based. The blanks do not matter.',
    code: 'Code of the app',
    codeHelp: 'The six digits that it shows now. They prove that the app is set up.',
    name: 'Name',
    nameHelp: 'So that you know it again.',
    appName: 'Authenticator app',
    appButton: 'Set up this app',
    passkeyTitle: 'With a passkey',
    passkeyLead:
      'Your finger, your face or the PIN of this device, or a security key. Nothing to type, and nothing to give away by mistake.',
    passkeyName: ({ device }: { readonly device: string }) => `Passkey of ${device}`,
    passkeyButton: 'Make a passkey',
    passkeyAddress: 'Passkeys work at addresses that begin with https, and this one does not.',
    backHome: 'Back to my applications',
    backSecurity: 'Back to Security',
  },
  codes: {
    title: 'Your recovery codes',
    lead: 'If you lose your phone or your passkey, each of these codes signs you in once. They are shown now and never again.',
    keep: 'Print them, or write them into your password manager. Do not keep them on the phone that they stand in for.',
    label: 'Recovery codes, one a line',
    done: 'I have kept them',
    oldOver: 'Earlier codes have stopped working.',
  },
  cards: {
    title: 'Second step',
    leadNone: 'Nothing is set up. Somebody who knows your password can sign in as you.',
    leadSome: 'You are asked for one of these after your password.',
    asked: 'Your organisation asks you for one.',
    add: 'Add',
    table: 'Your second factors',
    nameHead: 'Name',
    addedHead: 'Added',
    usedHead: 'Last used',
    actionHead: 'Action',
    never: 'Never',
    rename: 'Rename',
    renameOf: ({ name }: Named) => `Rename ${name}`,
    remove: 'Remove',
    removeOf: ({ name }: Named) => `Remove ${name}`,
    newName: 'New name',
    save: 'Save name',
    cancel: 'Cancel',
    renameTitle: ({ name }: Named) => `Rename ${name}`,
    removeTitle: ({ name }: Named) => `Remove ${name}?`,
    removeText: 'You can’t sign in with it any more.',
    removeLast: 'It is your last one: your password alone will sign you in, and your recovery codes stop working.',
    removeButton: 'Remove',
    codesTitle: 'Recovery codes',
    codesLeft: ({ left }: Counted) =>
      `You have ${codes({ left })} left. Each signs you in once when you have no second factor at hand.`,
    codesFew: ({ left }: Counted) =>
      left === 0
        ? 'You have no recovery code left. Make new ones before you need one.'
        : `You have only ${codes({ left })} left. Make new ones before you need them.`,
    codesButton: 'Make new recovery codes',
    codesNote: 'The codes you have stop working.',
  },
  flash: {
    added: ({ name }: Named) => `${name} is set up`,
    removed: ({ name }: Named) => `${name} is removed`,
    renamed: 'The new name is saved',
    recoveryUsed: 'You used a recovery code',
    recoveryLeft: ({ left }: Counted) => `You have ${codes({ left })} left.`,
    recoveryFew: ({ left }: Counted) => `You have ${codes({ left })} left. Make new ones on your Security page.`,
    security: 'Security',
    signInAgain: 'Sign in again first',
    signInAgainText: 'Changing how you sign in wants a sign-in from a moment ago.',
  },
  mail: {
    added: {
      subject: 'A second factor was added to your account',
      text: ({ name }: Named) => `“${name}” can be used from now on as the second step of signing in to your account.`,
    },
    removed: {
      subject: 'A second factor was removed from your account',
      text: ({ name }: Named) => `“${name}” can’t be used any more to sign in to your account.`,
    },
    reset: {
      subject: 'Your second factor was reset',
      text: (_: Named) =>
        'An admin took all second factors and recovery codes from your account and signed you out everywhere. Sign in with your password and set up a new one.',
    },
    recoveryUsed: {
      subject: 'A recovery code was used to sign in to your account',
      text: ({ name }: Named) => `Recovery codes left: ${name}.`,
    },
    notYou: 'If this was not you, change your password now and tell your admin.',
    link: 'Open Security',
    reason: 'You get this message because it is about your account. It can’t be switched off.',
  },
};

/** Sentences that actions answer with. */
export const secondFactorSentences = {
  code_form: () => 'A code has six digits.',
  code_wrong: () => 'This code is not right, or it was used already. Wait for the next one and type that.',
  code_wrong_new: () =>
    'This code is not right. Look whether the clock of your phone is right, wait for the next code and type that.',
  recovery_code_wrong: () => 'This recovery code is not right, or it was used already.',
  passkey_wrong: () => 'This passkey did not work here. It may have been removed. Use another way to sign in.',
  passkey_not_made: () =>
    'No passkey was made: it was cancelled, took too long, or this page was open too long. Try again.',
  passkey_address: () => 'Passkeys work at addresses that begin with https, and this one does not.',
  passkey_not_alone: () => 'A passkey alone does not sign you in here. Use your password first.',
  second_factor_name_missing: () => 'Enter a name.',
  second_factor_name_long: ({ most }: { readonly most: number }) =>
    `A name can have ${most} characters at most, and no line breaks.`,
  second_factor_many: ({ most }: { readonly most: number }) =>
    `You have ${most} second factors, which is the most there can be. Remove one first.`,
  second_factor_taken: () => 'This one is set up already.',
  second_factor_none: () => 'Set up a second factor first.',
  second_factor_last: () => 'This is your last second factor, and one is asked of you. Add another one first.',
  second_factor_setup_over: () => 'This page was open too long. Here is a new key for your app.',
};
