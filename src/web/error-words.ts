import type { RefusalFacts } from '../actions/sign-on/refusal';
import type { Denial } from '../actions/sign-on/decide';
import type { SamlErrorCode } from '../saml/errors';
import type { Words } from '../words/catalog';

/** What a person reads of a refusal; the admin's part is behind a fold. */
export interface RefusalWords {
  readonly status: number;
  readonly badge: string;
  readonly title: string;
  readonly text: string;
  readonly todo: readonly string[];
}

/** The words of a refusal, and the status of its page. */
type Kind = readonly [words: keyof Words['refusals'], status: number];

const NOT_READABLE: Kind = ['not_readable', 400];
const NOT_GIVEN: Kind = ['not_given', 400];
const STEP: Kind = ['step_wanted', 403];
const NOT_TRUSTED: Kind = ['not_trusted', 400];

const KINDS: Readonly<Record<SamlErrorCode | Denial | 'unknown_application', Kind>> = {
  user_not_in_group: ['no_group', 403],
  user_suspended: ['suspended', 403],
  password_expired: ['password_expired', 403],
  password_temporary: ['password_temporary', 403],
  session_ended: ['session_over', 403],
  person_unknown: ['session_over', 403],
  sign_in_old: STEP,
  second_factor: STEP,
  second_factor_here: STEP,
  password_wanted: STEP,
  sso_inactive: ['switched_off', 403],
  unknown_application: ['unknown_application', 404],
  unknown_issuer: ['other_sender', 400],
  acs_not_registered: ['other_address', 400],
  request_expired: ['too_old', 400],
  request_replayed: ['too_old', 400],
  signature_required: NOT_TRUSTED,
  signature_invalid: NOT_TRUSTED,
  signature_algorithm_refused: NOT_TRUSTED,
  destination_mismatch: ['meant_elsewhere', 400],
  binding_unsupported: NOT_GIVEN,
  invalid_name_id_policy: NOT_GIVEN,
  no_authn_context: NOT_GIVEN,
  no_passive: NOT_GIVEN,
  no_supported_idp: NOT_GIVEN,
  request_unsupported: NOT_GIVEN,
  unknown_principal: NOT_GIVEN,
  version_unsupported: NOT_GIVEN,
  value_not_allowed: ['detail_missing', 400],
  message_malformed: NOT_READABLE,
  message_too_large: NOT_READABLE,
  metadata_malformed: NOT_READABLE,
  parameter_repeated: NOT_READABLE,
  unknown_request: NOT_READABLE,
};

/**
 * The words for a refused sign-on, by its code.
 * @param application its label, or what stands for it; absent when nobody knows which it was
 */
export function refusalWords(
  { refusals }: Words,
  { code }: Pick<RefusalFacts, 'code'>,
  application: string | undefined,
): RefusalWords {
  const [name, status] = Object.hasOwn(KINDS, code) ? KINDS[code as keyof typeof KINDS] : NOT_READABLE;
  const { badge, title, text, todo } = refusals[name];
  return { status, badge, title: title({ application }), text: text({ application }), todo };
}
