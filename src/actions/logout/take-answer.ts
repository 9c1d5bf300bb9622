import { SamlError } from '../../saml/errors';
import { verifyLogoutResponse } from '../../saml/logout/logout-response';
import { findLogout } from '../../store/sign-on/logouts';
import type { Deps } from '../deps';
import { logoutIdIn } from './messages';
import type { KnownLogout, LogoutTurn } from './receive';
import { settle, stepOf } from './settle';

/**
 * Takes an application's LogoutResponse. It has to answer a request that was sent to this very application; where the
 * browser goes next is our own address, whatever the answer says (SECURITY P9).
 * @throws SamlError of the rule that is broken; the sign-out waits on then
 */
export async function takeAnswer(deps: Deps, known: KnownLogout): Promise<LogoutTurn> {
  const { application, message } = known;
  const answer = verifyLogoutResponse(message, known.expected);
  const id = logoutIdIn(answer.inResponseTo);
  const logout = id && (await findLogout(deps.db, id, deps.clock()));
  const step = logout && stepOf(logout, answer.inResponseTo);
  if (logout === undefined || step === undefined || step.applicationId !== application.id) {
    throw new SamlError('unknown_request', 'The application answered a logout that Passo did not ask it for.', {
      clause: 'saml-core 3.2.2',
      facts: { asked: answer.inResponseTo.slice(0, 300) },
    });
  }
  await settle(deps, logout.id, answer.inResponseTo, {
    state: answer.outcome,
    reason: answer.detail,
    received: message.xml.toString('utf8'),
    clientIp: known.clientIp,
  });
  return { kind: 'walk', id: logout.id };
}
