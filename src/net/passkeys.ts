import {
  generateAuthenticationOptions,
  generateRegistrationOptions,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
  type AuthenticationResponseJSON,
  type RegistrationResponseJSON,
} from '@simplewebauthn/server';
import { isIP } from 'node:net';
import type { PasskeyFactor } from '../core/second-factor';

/** Who asks for passkeys: the host they are bound to, and where the asking page has to be (WebAuthn Level 3 section 5.1.2). */
export interface RelyingParty {
  readonly id: string;
  readonly origin: string;
}

/** What a browser is to be asked, as JSON, and the challenge in it. */
export interface PasskeyQuestion {
  readonly challenge: string;
  readonly options: Readonly<Record<string, unknown>>;
}

/** What a new passkey told of itself. */
export type NewPasskey = Pick<PasskeyFactor, 'credentialId' | 'publicKey' | 'signCount' | 'transports' | 'backedUp'>;

/** What the use of a passkey told. */
export interface PasskeyUse {
  readonly signCount: number;
  readonly backedUp: boolean;
  /** The authenticator checked its owner, by a PIN, a finger or a face. */
  readonly userVerified: boolean;
}

/** An answer of a browser, read but not believed. */
export type PasskeyAnswer = Readonly<Record<string, unknown>> & { readonly id: string };

const ANSWER_LIMIT = 20_000;
const LONGEST_ID = 1_365;

/**
 * The relying party for a public address. Browsers have passkeys over https, or at localhost, and for names, not for
 * numbers (WebAuthn Level 3 sections 5.1.3 and 5.1.4.1).
 * @returns undefined where there can be none
 */
export function relyingPartyOf(baseUrl: string): RelyingParty | undefined {
  const { protocol, hostname, origin } = new URL(baseUrl);
  if (isIP(hostname.replace(/^\[|\]$/g, '')) !== 0) return undefined;
  if (protocol !== 'https:' && hostname !== 'localhost' && !hostname.endsWith('.localhost')) return undefined;
  return { id: hostname, origin };
}

/**
 * Asks for a new passkey: one that can be found without a name, where the authenticator has room for it.
 * @param known passkeys the person has: their authenticators offer no second one
 */
export async function askForNewPasskey(
  party: RelyingParty,
  organisation: string,
  person: { readonly id: string; readonly username: string; readonly name: string },
  known: readonly PasskeyFactor[],
): Promise<PasskeyQuestion> {
  const options = await generateRegistrationOptions({
    rpName: organisation,
    rpID: party.id,
    userID: Uint8Array.from(Buffer.from(person.id, 'utf8')),
    userName: person.username,
    userDisplayName: person.name,
    attestationType: 'none',
    excludeCredentials: known.map(({ credentialId, transports }) => ({
      id: credentialId,
      transports: [...transports],
    })),
    authenticatorSelection: { residentKey: 'preferred', userVerification: 'preferred' },
  });
  return { challenge: options.challenge, options: { ...options } };
}

/**
 * Asks for the use of a passkey.
 * @param known the person's passkeys; undefined when nobody has said who they are: then the authenticator finds one, and
 *   has to check its owner
 */
export async function askForPasskey(
  party: RelyingParty,
  known: readonly PasskeyFactor[] | undefined,
): Promise<PasskeyQuestion> {
  const options = await generateAuthenticationOptions({
    rpID: party.id,
    userVerification: known === undefined ? 'required' : 'preferred',
    allowCredentials: (known ?? []).map(({ credentialId, transports }) => ({
      id: credentialId,
      transports: [...transports],
    })),
  });
  return { challenge: options.challenge, options: { ...options } };
}

/** Reads what a form brought as an answer of a browser; undefined for anything that can't be one. */
export function readPasskeyAnswer(text: string): PasskeyAnswer | undefined {
  if (text.length === 0 || text.length > ANSWER_LIMIT) return undefined;
  try {
    const answer: unknown = JSON.parse(text);
    if (typeof answer !== 'object' || answer === null || Array.isArray(answer)) return undefined;
    const { id, response } = answer as Record<string, unknown>;
    if (typeof id !== 'string' || id.length > LONGEST_ID || !/^[\w-]+$/.test(id)) return undefined;
    return typeof response === 'object' && response !== null ? (answer as PasskeyAnswer) : undefined;
  } catch {
    return undefined;
  }
}

/** The id of the person that the passkey itself names (WebAuthn Level 3 section 7.2 step 6); undefined when it names none. */
export function userHandleOf(answer: PasskeyAnswer): string | undefined {
  const { userHandle } = answer['response'] as Record<string, unknown>;
  return typeof userHandle === 'string' && userHandle !== ''
    ? Buffer.from(userHandle, 'base64url').toString('utf8')
    : undefined;
}

/**
 * Holds a new passkey against what it was asked for (WebAuthn Level 3 section 7.1).
 * @param challenges those given to this browser that were not used yet
 * @returns undefined when it does not fit, with any fault of what was sent
 */
export async function checkNewPasskey(
  party: RelyingParty,
  answer: PasskeyAnswer,
  challenges: readonly string[],
): Promise<NewPasskey | undefined> {
  try {
    const { verified, registrationInfo } = await verifyRegistrationResponse({
      response: answer as unknown as RegistrationResponseJSON,
      expectedChallenge: (challenge) => challenges.includes(challenge),
      expectedOrigin: party.origin,
      expectedRPID: party.id,
      requireUserVerification: false,
    });
    if (!verified) return undefined;
    const { credential, credentialBackedUp } = registrationInfo;
    if (credential.id.length > LONGEST_ID) return undefined;
    return {
      credentialId: credential.id,
      publicKey: Buffer.from(credential.publicKey).toString('base64url'),
      signCount: credential.counter,
      transports: transportsOf(credential.transports),
      backedUp: credentialBackedUp,
    };
  } catch {
    return undefined;
  }
}

/**
 * Holds the use of a passkey against its record (WebAuthn Level 3 section 7.2). A counter that did not go on may mean a
 * copy, and is refused.
 * @param ownerChecked the authenticator has to have checked its owner
 * @returns undefined when it does not fit, with any fault of what was sent
 */
export async function checkPasskeyUse(
  party: RelyingParty,
  answer: PasskeyAnswer,
  passkey: PasskeyFactor,
  { challenges, ownerChecked }: { readonly challenges: readonly string[]; readonly ownerChecked: boolean },
): Promise<PasskeyUse | undefined> {
  try {
    const { verified, authenticationInfo } = await verifyAuthenticationResponse({
      response: answer as unknown as AuthenticationResponseJSON,
      expectedChallenge: (challenge) => challenges.includes(challenge),
      expectedOrigin: party.origin,
      expectedRPID: party.id,
      credential: {
        id: passkey.credentialId,
        publicKey: Uint8Array.from(Buffer.from(passkey.publicKey, 'base64url')),
        counter: passkey.signCount,
      },
      requireUserVerification: ownerChecked,
    });
    if (!verified) return undefined;
    const { newCounter, credentialBackedUp, userVerified } = authenticationInfo;
    return { signCount: newCounter, backedUp: credentialBackedUp, userVerified };
  } catch {
    return undefined;
  }
}

const TRANSPORTS = ['ble', 'cable', 'hybrid', 'internal', 'nfc', 'smart-card', 'usb'];

function transportsOf(told: readonly string[] | undefined): string[] {
  return Array.isArray(told) ? TRANSPORTS.filter((name) => told.includes(name)) : [];
}
