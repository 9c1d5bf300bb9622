import type { SignOnMessage } from '../bindings';
import { NS, STATUS } from '../constants';
import { SamlError } from '../errors';
import { readCommonValues, type CommonValues } from '../reading/message-parts';
import { optional } from '../reading/typed-values';
import { attributeOf, malformed, onlyChild, parseXml, textOf, type XmlElement } from '../xml';
import { PARTIAL_LOGOUT } from './constants';
import { believe, requireDestination, requireFreshness, requireVersion, type ExpectedLogout } from './trust';

/** What an application answers to our LogoutRequest. */
export interface LogoutResponse {
  readonly id: string;
  /** The ID of our request. */
  readonly inResponseTo: string;
  /** Signed out there; only in part, because it could not reach others; or not. */
  readonly outcome: 'signed-out' | 'partial' | 'refused';
  /** The status in short, and the application's own words, for the admin. */
  readonly detail?: string;
}

interface ResponseValues extends CommonValues {
  readonly inResponseTo: string;
  readonly status: string;
  readonly subStatus?: string;
  readonly statusMessage?: string;
}

const WORDS = 300;

/**
 * Reads a LogoutResponse and holds it against the application it claims to come from (saml-core section 3.7.2,
 * saml-profiles section 4.4.4.2). Whether it answers a request of ours is for the caller to find out.
 * @param expected without `sloUrl` for an answer in SOAP, which comes back on our own connection
 * @throws SamlError of the first rule that is broken
 */
export function verifyLogoutResponse(
  message: SignOnMessage,
  expected: Omit<ExpectedLogout, 'sloUrl'> & { readonly sloUrl?: string },
): LogoutResponse {
  const { sloUrl } = expected;
  const root = parseXml(message.xml, 'message');
  const { values, signed } = believe(message, root, { ...expected, sloUrl: sloUrl ?? '' }, readValues);
  if (sloUrl !== undefined) requireDestination(values, { sloUrl }, signed);
  requireFreshness(values, expected);
  requireVersion(values);
  const { status, subStatus, statusMessage } = values;
  const outcome = status !== STATUS.success ? 'refused' : subStatus === PARTIAL_LOGOUT ? 'partial' : 'signed-out';
  const detail = [shortOf(status), subStatus && shortOf(subStatus), statusMessage].filter(Boolean).join(', ');
  return {
    id: values.id,
    inResponseTo: values.inResponseTo,
    outcome,
    ...(outcome === 'signed-out' ? {} : { detail }),
  };
}

function readValues(root: XmlElement): ResponseValues {
  const common = readCommonValues(root, 'LogoutResponse');
  const inResponseTo = attributeOf(root, 'InResponseTo');
  if (inResponseTo === undefined) {
    throw new SamlError('unknown_request', 'The application answered a logout that Passo did not ask for.', {
      clause: 'saml-core 3.2.2',
    });
  }
  return {
    ...common,
    inResponseTo,
    ...readStatus(root),
  };
}

/** saml-core section 3.2.2.1. */
function readStatus(root: XmlElement): Pick<ResponseValues, 'status' | 'subStatus' | 'statusMessage'> {
  const status = onlyChild(root, NS.protocol, 'Status');
  const code = status && onlyChild(status, NS.protocol, 'StatusCode');
  const value = code && attributeOf(code, 'Value');
  if (status === undefined || code === undefined || value === undefined) throw malformed('message', 'it has no Status');
  const second = onlyChild(code, NS.protocol, 'StatusCode');
  const words = onlyChild(status, NS.protocol, 'StatusMessage');
  return {
    status: value,
    ...optional('subStatus', second && attributeOf(second, 'Value')),
    ...optional('statusMessage', words && textOf(words).slice(0, WORDS)),
  };
}

function shortOf(status: string): string {
  return status.replace(/^urn:oasis:names:tc:SAML:2\.0:status:/, '').slice(0, 200);
}
