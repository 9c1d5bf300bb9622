type Most = { readonly most: number };

/** What actions of the User Portal answer: requests for access, one's own profile. */
export const portalSentences = {
  request_wanted_missing: () => 'Say which application you need.',
  request_reason_missing: () => 'Say what you need it for.',
  request_text_long: ({ most }: Most) => `Use ${most} characters at most.`,
  request_text_bad: () => 'This holds a character that can’t be kept.',
  request_open_already: () => 'You have asked for this already. It waits for your admin.',
  request_have_it: ({ name }: { readonly name: string }) =>
    `You have ${name} already. It stands among your applications.`,
  request_too_many: ({ most }: Most) =>
    `You can ask ${most} times in a day. Try again tomorrow, or contact your admin.`,
  request_unknown: () => 'This refusal is not known any more. Write which application you need.',
  request_gone: () => 'This request was decided already.',
  profile_not_editable: () => 'Your admin keeps this. Nothing was changed.',
  profile_long: ({ most }: Most) => `Use ${most} characters at most.`,
  profile_bad_character: () => 'This holds a character that can’t be kept.',
  profile_bad_language: () => 'Enter a language tag such as de or en-GB.',
  profile_bad_timezone: () => 'Enter a time zone such as Europe/Berlin.',
  profile_bad_phone: () => 'Use digits, spaces and + ( ) - . /',
};
