/** Why a Response was refused: words for the person, and the library's own reason for the admin. */
export interface Refusal {
  readonly sentence: string;
  readonly advice: string;
  readonly reason: string;
}

interface Rule {
  readonly when: RegExp;
  readonly sentence: string;
  readonly advice: string;
}

const RULES: readonly Rule[] = [
  {
    when: /was used before/i,
    sentence: 'This sign-in was used already.',
    advice: 'Start again from the sign-in button.',
  },
  {
    when: /audience|reading 'AudienceRestriction'/i,
    sentence: 'The assertion is meant for another application.',
    advice: 'Compare the SP Entity ID in Passo with the one on the status page of this application.',
  },
  {
    when: /expired|too old|not yet valid|clocks/i,
    sentence: 'The assertion is outside its time.',
    advice: 'Compare the clocks of both machines, then start again.',
  },
  {
    when: /InResponseTo/,
    sentence: 'The Response answers a request this application did not make, or made too long ago.',
    advice: 'Start again from the sign-in button.',
  },
  {
    when: /Destination|Recipient/,
    sentence: 'The Response was made out to another address.',
    advice: 'Compare the ACS URL in Passo with the one on the status page of this application.',
  },
  {
    when: /Issuer is/,
    sentence: 'The Response comes from another identity provider.',
    advice: 'Compare the IdP Entity ID with the metadata this application has read.',
  },
  {
    when: /SAML provider returned/,
    sentence: 'The identity provider refused the sign-in.',
    advice: 'The reason below is its own.',
  },
  {
    when: /multiple assertions/i,
    sentence: 'The Response holds more than one assertion.',
    advice: 'It was refused, because such Responses are a way to smuggle in a forged one.',
  },
  {
    when: /signature|signed/i,
    sentence: 'The signature does not verify.',
    advice: 'Check that the metadata here holds the certificate Passo signs with, and what Passo is set to sign.',
  },
];

/** Puts the reason of a refusal into words. */
export function explainRefusal(error: unknown): Refusal {
  const reason = error instanceof Error ? error.message : String(error);
  const rule = RULES.find(({ when }) => when.test(reason));
  if (rule !== undefined) return { sentence: rule.sentence, advice: rule.advice, reason };
  return {
    sentence: 'The Response can’t be accepted.',
    advice: 'The technical detail names the rule it breaks.',
    reason,
  };
}
