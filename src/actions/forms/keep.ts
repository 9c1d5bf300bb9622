import type { UserId } from '../../core/ids';
import { SecretText } from '../../core/secret-text';
import { seal, unseal } from '../../store/seal';
import type { Deps } from '../deps';

/** A form as it was sent, kept until the person has signed in again. */
export interface KeptForm {
  /** Address and query it was sent to. */
  readonly path: string;
  readonly fields: Readonly<Record<string, string | readonly string[]>>;
  /** It came with files, which are not kept. */
  readonly files: boolean;
}

/** The most characters a kept form may have as JSON. */
export const KEPT_FORM_LIMIT = 96 * 1024;

/**
 * Seals a form for one person: there may be a password in it, and nobody else may send it.
 * @returns undefined when it is too long to be kept
 */
export function sealForm(deps: Pick<Deps, 'secrets'>, userId: UserId, form: KeptForm): string | undefined {
  const text = JSON.stringify(form);
  if (text.length > KEPT_FORM_LIMIT) return undefined;
  return seal(deps.secrets.sealingKey, placeOf(userId), new SecretText(text));
}

/** Opens a form that was sealed for this person; undefined when it was somebody else's. */
export function openForm(deps: Pick<Deps, 'secrets'>, userId: UserId, sealed: string): KeptForm | undefined {
  try {
    return JSON.parse(unseal(deps.secrets.sealingKey, placeOf(userId), sealed).reveal()) as KeptForm;
  } catch {
    return undefined;
  }
}

function placeOf(userId: UserId): string {
  return `kept-form:${userId}`;
}

/** Seals a secret that is handed over, so that a page can show it to this admin for a moment. */
export function sealHandOver(
  deps: Pick<Deps, 'secrets'>,
  adminId: UserId,
  handed: Readonly<Record<string, string>>,
): string {
  return seal(deps.secrets.sealingKey, `hand-over:${adminId}`, new SecretText(JSON.stringify(handed)));
}

/** Opens what was sealed for this admin; undefined when it was somebody else's. */
export function openHandOver(
  deps: Pick<Deps, 'secrets'>,
  adminId: UserId,
  sealed: string,
): Readonly<Record<string, string>> | undefined {
  try {
    const text = unseal(deps.secrets.sealingKey, `hand-over:${adminId}`, sealed).reveal();
    return JSON.parse(text) as Record<string, string>;
  } catch {
    return undefined;
  }
}
