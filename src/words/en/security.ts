type Device = { readonly device: string };

/** A person's own password and the places they are signed in. */
export const security = {
  title: 'Security',
  devices: 'Where you are signed in',
  devicesLead: 'Sign out what you don’t know, then change your password.',
  onlyDevice: 'This is your only device.',
  signOutOthers: 'Sign out all others',
  caption: 'Browsers in which you are signed in',
  device: 'Device',
  address: 'Address',
  lastSeen: 'Last seen',
  action: 'Action',
  signedIn: 'Signed in',
  thisDevice: 'This device',
  signOut: 'Sign out',
  signOutDevice: ({ device }: Device) => `Sign out ${device}`,
  password: 'Change password',
  passwordLead: 'You are signed out on all other devices.',
  othersSignedOut: ({ count }: { readonly count: number }) =>
    count === 1 ? 'One other session was signed out' : `${count} other sessions were signed out`,
  sessionSignedOut: 'The session was signed out',
  sessionOver: 'That session had ended already',
  deviceOn: ({ browser, system }: { readonly browser: string; readonly system: string }) => `${browser} on ${system}`,
  programOn: ({ system }: { readonly system: string }) => `A program on ${system}`,
  unknownDevice: 'Unknown device',
};
