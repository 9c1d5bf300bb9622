import { randomBytes } from 'node:crypto';
import { metadataUrlOf, type Application } from '../../core/application';
import { signingCertificateOf } from '../../core/certificate';
import { AppError } from '../../core/errors';
import type { LogoutId } from '../../core/ids';
import {
  answerTarget,
  postFields,
  redirectUrl,
  requestTarget,
  type LogoutTarget,
  type OutgoingMessage,
} from '../../saml/logout/outgoing';
import {
  writeLogoutRequest,
  writeLogoutResponse,
  type LogoutStatus,
  type MessageSigner,
} from '../../saml/logout/write';
import { listCertificates } from '../../store/sign-on/certificates';
import type { LogoutRequester, LogoutStep } from '../../store/sign-on/logouts';
import { signingKeyOf } from '../certificates/signing-key';
import type { Deps } from '../deps';
import { newMessageId } from '../sign-on/status';

/** A message for an application, on its way through the person's browser. */
export interface Delivery {
  readonly message: OutgoingMessage;
  readonly applicationLabel: string;
}

/** A message as it is sent, and as an admin may read it. */
export interface WrittenMessage {
  readonly xml: string;
  readonly target: LogoutTarget;
  /** Absent for SOAP, which does not go through the browser. */
  readonly message?: OutgoingMessage;
}

type MessageDeps = Pick<Deps, 'db' | 'clock' | 'config' | 'secrets'>;

/** Makes the ID of a LogoutRequest. It carries the id of its sign-out, so that the answer is found by what it names. */
export function newRequestId(id: LogoutId): string {
  return `_${id}${randomBytes(20).toString('hex')}`;
}

/** The sign-out that a LogoutResponse names with the ID of our request; undefined when the ID is none of ours. */
export function logoutIdIn(requestId: string): LogoutId | undefined {
  return /^_([0-9A-HJKMNP-TV-Z]{26})[0-9a-f]{40}$/.exec(requestId)?.[1] as LogoutId | undefined;
}

/**
 * Writes and signs the LogoutRequest for one application.
 * @param by who ended the session
 * @returns undefined when the application takes no logout messages
 * @throws SamlError value_not_allowed, AppError internal without a certificate
 */
export async function writeRequest(
  deps: MessageDeps,
  application: Application,
  step: Pick<LogoutStep, 'nameId' | 'sessionIndexes'>,
  id: string,
  by: 'person' | 'admin' = 'person',
): Promise<WrittenMessage | undefined> {
  const target = requestTarget(application.sso?.slo);
  if (target === undefined) return undefined;
  const signer = await signerOf(deps, application);
  const input = {
    id,
    issuer: metadataUrlOf(deps.config.baseUrl, application.slug),
    destination: target.url,
    nameId: step.nameId,
    sessionIndexes: step.sessionIndexes,
    byAdmin: by === 'admin',
    now: deps.clock(),
  };
  const xml = writeLogoutRequest(input, target.binding === 'redirect' ? undefined : signer);
  return onItsWay(target, 'SAMLRequest', xml, undefined, signer);
}

/**
 * Writes and signs the answer to an application's LogoutRequest, for its registered address and no other.
 * @returns undefined when it has no address that a browser can go to
 * @throws AppError internal without a certificate
 */
export async function writeAnswer(
  deps: MessageDeps,
  application: Application,
  requester: Pick<LogoutRequester, 'requestId' | 'relayState'>,
  status: LogoutStatus,
): Promise<WrittenMessage | undefined> {
  const target = answerTarget(application.sso?.slo);
  if (target === undefined) return undefined;
  const signer = await signerOf(deps, application);
  const input = {
    id: newMessageId(),
    issuer: metadataUrlOf(deps.config.baseUrl, application.slug),
    destination: target.url,
    inResponseTo: requester.requestId,
    status,
    now: deps.clock(),
  };
  const xml = writeLogoutResponse(input, target.binding === 'redirect' ? undefined : signer);
  return onItsWay(target, 'SAMLResponse', xml, requester.relayState, signer);
}

function onItsWay(
  target: LogoutTarget,
  parameter: 'SAMLRequest' | 'SAMLResponse',
  xml: string,
  relayState: string | undefined,
  signer: MessageSigner,
): WrittenMessage {
  const { binding, url } = target;
  if (binding === 'soap') return { xml, target };
  const message: OutgoingMessage =
    binding === 'redirect'
      ? { binding, url: redirectUrl({ url, parameter, xml, relayState }, signer) }
      : { binding, action: url, fields: postFields(parameter, xml, relayState) };
  return { xml, target, message };
}

async function signerOf(deps: MessageDeps, application: Application): Promise<MessageSigner> {
  const certificate = signingCertificateOf(await listCertificates(deps.db, application.id), deps.clock());
  if (certificate === undefined) throw new AppError('internal', 'This application has no signing certificate.');
  return { key: signingKeyOf(deps, certificate), hash: application.sso?.hash };
}
