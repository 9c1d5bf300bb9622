/** What is wrong with a SAML message, in the words of events and tests. */
export type SamlErrorCode =
  | 'message_malformed'
  | 'message_too_large'
  | 'parameter_repeated'
  | 'unknown_issuer'
  | 'destination_mismatch'
  | 'version_unsupported'
  | 'request_expired'
  | 'request_replayed'
  | 'acs_not_registered'
  | 'binding_unsupported'
  | 'signature_required'
  | 'signature_invalid'
  | 'signature_algorithm_refused'
  | 'invalid_name_id_policy'
  | 'no_passive'
  | 'no_authn_context'
  | 'no_supported_idp'
  | 'request_unsupported'
  | 'unknown_principal'
  | 'unknown_request'
  | 'metadata_malformed'
  | 'value_not_allowed';

/**
 * A SAML message that can't be accepted, or a Response that can't be made.
 * `message` is for an admin. `clause` names the rule. `deliver` tells who may hear of it: the SP only when the address
 * to answer to is trusted, otherwise the person alone.
 */
export class SamlError extends Error {
  readonly code: SamlErrorCode;
  readonly clause: string;
  readonly deliver: 'to-sp' | 'to-person';
  /** Facts for the admin's fold of the error page: asked and allowed addresses, times, line numbers. */
  readonly facts: Readonly<Record<string, string>>;

  constructor(
    code: SamlErrorCode,
    message: string,
    options: {
      clause: string;
      deliver?: 'to-sp' | 'to-person';
      facts?: Readonly<Record<string, string>>;
      cause?: unknown;
    },
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'SamlError';
    this.code = code;
    this.clause = options.clause;
    this.deliver = options.deliver ?? 'to-person';
    this.facts = options.facts ?? {};
  }
}
