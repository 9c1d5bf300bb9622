/** One part of the settings: a page of its own at `/admin/settings/<part>`. */
export interface SettingsPartEntry {
  readonly label: string;
  /** What is set there, in a sentence. */
  readonly text: string;
}

/** The parts there are, in the order of the tabs. Each page adds its own line. */
export const SETTINGS_PARTS = {
  organisation: {
    label: 'Organisation',
    text: 'Its name and logo, whom people ask, what they may edit, and the address of Passo.',
  },
  'sign-in': {
    label: 'Sign-in',
    text: 'What passwords have to be, second factors, how long sessions live, and leaving.',
  },
  retention: { label: 'Retention', text: 'For how long the events of Directory Insights are kept.' },
  admins: { label: 'Admins', text: 'Who administers Passo, and what each role may do.' },
  mail: { label: 'Mail', text: 'How mail goes out, how it fared, and a test message.' },
  webhooks: { label: 'Webhooks', text: 'Addresses that events are sent to, and how each delivery fared.' },
  'api-keys': { label: 'API keys', text: 'Keys with which programs do what you do here.' },
} as const satisfies Readonly<Record<string, SettingsPartEntry>>;

/** The parts of the settings. */
export type SettingsPart = keyof typeof SETTINGS_PARTS;

/** The address of a part. */
export function settingsHref(part: SettingsPart): string {
  return `/admin/settings/${part}`;
}
