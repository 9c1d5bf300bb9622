import { randomBytes } from 'node:crypto';
import { metadataUrlOf, type Application } from '../../core/application';
import { compact } from '../../core/compact';
import { buildStatusResponse } from '../../saml/response/response';
import { statusOf, type StatusReason } from '../../saml/response/status';
import { signingCertificateOf } from '../../core/certificate';
import { AppError } from '../../core/errors';
import { listCertificates } from '../../store/sign-on/certificates';
import type { KeptRequest } from '../../store/sign-on/sign-on-requests';
import { signingKeyOf } from '../certificates/signing-key';
import type { Deps } from '../deps';
import type { PostedResponse } from './refusal';

/** What a status Response answers. `acsUrl` is a registered address. */
export interface StatusAnswer {
  readonly code: StatusReason;
  readonly acsUrl: string;
  readonly inResponseTo?: string;
  readonly relayState?: string;
  readonly message?: string;
}

const ID_BYTES = 20;
/** Drawn for many IDs at once, because a call costs as much as a hundred bytes; every byte is used once. */
let drawn = randomBytes(0);
let used = 0;

/** Makes a new ID for a message or an assertion: 160 random bits, beginning as an xs:ID has to. */
export function newMessageId(): string {
  if (used + ID_BYTES > drawn.length) {
    drawn = randomBytes(ID_BYTES * 128);
    used = 0;
  }
  used += ID_BYTES;
  return `_${drawn.toString('hex', used - ID_BYTES, used)}`;
}

/** Makes the name a session has in assertions. It is not derived from the session's cookie. */
export function newSessionIndex(): string {
  return newMessageId();
}

/** Makes the signed Response that tells an SP why there is no assertion (saml-core section 3.2.2.2). */
export async function statusResponse(
  deps: Deps,
  application: Application,
  answer: StatusAnswer,
): Promise<PostedResponse> {
  const certificate = signingCertificateOf(await listCertificates(deps.db, application.id), deps.clock());
  if (certificate === undefined) throw new AppError('internal', 'This application has no signing certificate.');
  const { xml } = buildStatusResponse({
    ...statusOf(answer.code),
    issuer: metadataUrlOf(deps.config.baseUrl, application.slug),
    acsUrl: answer.acsUrl,
    ...(answer.inResponseTo === undefined ? {} : { inResponseTo: answer.inResponseTo }),
    ...(answer.message === undefined ? {} : { message: answer.message }),
    now: deps.clock(),
    responseId: newMessageId(),
    key: signingKeyOf(deps, certificate),
    hash: application.sso?.hash,
  });
  return {
    acsUrl: answer.acsUrl,
    samlResponse: Buffer.from(xml, 'utf8').toString('base64'),
    ...(answer.relayState === undefined ? {} : { relayState: answer.relayState }),
    applicationLabel: application.label,
  };
}

/**
 * Makes the status Response for a kept request.
 * @returns undefined when its address was taken off the application's list meanwhile: nothing is sent there then
 */
export async function statusForRequest(
  deps: Deps,
  application: Application,
  request: KeptRequest,
  answer: Pick<StatusAnswer, 'code' | 'message'>,
): Promise<PostedResponse | undefined> {
  const { acsUrl, requestId: inResponseTo, relayState } = request;
  if (application.sso?.acs.some((endpoint) => endpoint.url === acsUrl) !== true) return undefined;
  return statusResponse(deps, application, compact({ ...answer, acsUrl, inResponseTo, relayState }));
}
