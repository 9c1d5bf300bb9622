import { STATUS } from '../constants';
import type { SamlErrorCode } from '../errors';

/** Top-level and second-level status of a Response (saml-core section 3.2.2.2). */
export interface ResponseStatus {
  readonly status: string;
  readonly subStatus?: string;
}

/** Why there is no assertion: what is wrong with a request, or that its person may not have one. */
export type StatusReason = SamlErrorCode | 'access_denied';

/** The status a service provider is told for an error that may travel to it. */
export function statusOf(code: StatusReason): ResponseStatus {
  switch (code) {
    case 'version_unsupported':
      return { status: STATUS.versionMismatch };
    case 'invalid_name_id_policy':
      return { status: STATUS.requester, subStatus: STATUS.invalidNameIdPolicy };
    case 'no_passive':
      return { status: STATUS.responder, subStatus: STATUS.noPassive };
    case 'no_authn_context':
      return { status: STATUS.responder, subStatus: STATUS.noAuthnContext };
    case 'no_supported_idp':
      return { status: STATUS.responder, subStatus: STATUS.noSupportedIdp };
    case 'request_unsupported':
      return { status: STATUS.requester, subStatus: STATUS.requestUnsupported };
    case 'binding_unsupported':
      return { status: STATUS.requester, subStatus: STATUS.unsupportedBinding };
    case 'unknown_principal':
      return { status: STATUS.responder, subStatus: STATUS.unknownPrincipal };
    case 'access_denied':
      return { status: STATUS.responder, subStatus: STATUS.requestDenied };
    case 'value_not_allowed':
      return { status: STATUS.responder, subStatus: STATUS.authnFailed };
    default:
      return { status: STATUS.requester, subStatus: STATUS.requestDenied };
  }
}
