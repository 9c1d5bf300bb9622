import { randomBytes } from 'node:crypto';
import { SecretText } from '../../core/secret-text';
import type { TotpFactor } from '../../core/second-factor';
import {
  fromBase32,
  matchingStep,
  otpauthAddress,
  readCode,
  toBase32,
  TOTP_SECRET_BYTES,
} from '../../core/second-factor/code';
import type { User } from '../../core/user';
import { qrCodeAddress } from '../../net/qr-code';
import { seal, unseal } from '../../store/seal';
import { findSetting } from '../../store/settings';
import { saidInvalid, say } from '../../words/said';
import type { Actor, Deps } from '../deps';
import { keepFactor, readFactorName, type Added } from './keep';

/** An authenticator app that is being set up: nothing of it counts before a code of it was right. */
export interface AppSetup {
  readonly id: string;
  readonly secretSealed: string;
}

/** The place a factor's secret is sealed at. */
export function placeOf(id: string): string {
  return `second-factor:${id}`;
}

/** Draws the secret of a new authenticator app; what is kept of it between two pages is sealed. */
export function beginApp(deps: Pick<Deps, 'secrets' | 'newId'>): AppSetup {
  const id = deps.newId<string>();
  const secret = new SecretText(toBase32(randomBytes(TOTP_SECRET_BYTES)));
  return { id, secretSealed: seal(deps.secrets.sealingKey, placeOf(id), secret) };
}

/** What the page shows of an app that is being set up: a picture for its camera, and the same to type. */
export async function showApp(
  deps: Pick<Deps, 'secrets' | 'db'>,
  setup: AppSetup,
  user: User,
): Promise<{ readonly picture: string; readonly secret: string }> {
  const secret = unseal(deps.secrets.sealingKey, placeOf(setup.id), setup.secretSealed).reveal();
  const organisation = (await findSetting(deps.db, 'organisation')) ?? 'Passo';
  const picture = qrCodeAddress(otpauthAddress(secret, organisation, user.username));
  return { picture, secret: (secret.match(/.{1,4}/g) ?? []).join(' ') };
}

/**
 * Adds an authenticator app once a code of it is right (RFC 6238). That code is used up.
 * @throws AppError invalid for a wrong code or name, conflict when it is there already
 */
export async function addApp(
  deps: Deps,
  actor: Actor,
  user: User,
  setup: AppSetup,
  typed: { readonly code: string; readonly name: string },
): Promise<Added> {
  const name = readFactorName(typed.name);
  const secret = fromBase32(unseal(deps.secrets.sealingKey, placeOf(setup.id), setup.secretSealed).reveal());
  const code = readCode(typed.code);
  const step = code === undefined ? undefined : matchingStep(secret, code, deps.clock(), undefined);
  if (step === undefined) throw saidInvalid({ code: say(code === undefined ? 'code_form' : 'code_wrong_new') });
  const now = deps.clock();
  const factor: TotpFactor = {
    ...{ id: setup.id, userId: user.id, kind: 'totp', name, secretSealed: setup.secretSealed },
    ...{ lastStep: step, createdAt: now, lastUsedAt: now },
  };
  return keepFactor(deps, actor, user, factor);
}
