import type { ApplicationId } from '../../core/ids';
import { SamlError } from '../../saml/errors';
import { verifyLogoutResponse } from '../../saml/logout/logout-response';
import { messageInEnvelope, soapEnvelope } from '../../saml/logout/soap';
import { findApplication } from '../../store/applications';
import type { Deps } from '../deps';
import type { WrittenMessage } from './messages';
import { expectedOf } from './receive';
import type { Outcome } from './settle';

/**
 * Asks an application from here, without the browser (saml-profiles section 4.4.3.3, saml-bindings section 3.2). The
 * answer comes back on the same connection; it is held to the same rules as one that comes through a browser, but for
 * the Destination, which it need not have. No transaction is open while it is under way.
 */
export async function askBackChannel(
  deps: Deps,
  applicationId: ApplicationId,
  requestId: string,
  { xml, target }: WrittenMessage,
): Promise<Outcome> {
  const answer = await deps.soapTransport({ url: target.url, envelope: soapEnvelope(xml) });
  if (answer.kind === 'silence') return { state: 'silent', reason: answer.detail };
  if (answer.status !== 200 && answer.status !== 500) {
    return { state: 'silent', reason: `it answered with HTTP ${answer.status}` };
  }
  const application = await findApplication(deps.db, applicationId);
  if (application?.sso === undefined) return { state: 'silent', reason: 'the application was taken away meanwhile' };
  try {
    const message = messageInEnvelope(answer.body);
    const { sloUrl: _, ...expected } = expectedOf(deps, application, application.sso);
    const response = verifyLogoutResponse({ binding: 'post', xml: message }, expected);
    const received = message.toString('utf8');
    if (response.inResponseTo !== requestId) {
      return { state: 'refused', reason: 'it answered another request', received };
    }
    return { state: response.outcome, reason: response.detail, received };
  } catch (error) {
    if (!(error instanceof SamlError)) throw error;
    return { state: 'refused', reason: error.message, received: answer.body.toString('utf8') };
  }
}
