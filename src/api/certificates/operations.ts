import { z } from 'zod';
import { readRotation } from '../../actions/certificates/board';
import { finishCertificate } from '../../actions/certificates/finish';
import {
  confirmCertificate,
  createNextCertificate,
  discardNextCertificate,
  uploadNextCertificate,
} from '../../actions/certificates/next';
import { revokeCertificate } from '../../actions/certificates/revoke';
import { goBackToCertificate, planSwitch, switchCertificate } from '../../actions/certificates/switch';
import type { Context } from '../../context';
import type { Application } from '../../core/application';
import { AppError, notFound } from '../../core/errors';
import type { ApplicationId, CertificateId } from '../../core/ids';
import { SecretText } from '../../core/secret-text';
import { applicationParams } from '../applications/show';
import { operation, secretText, type Call, type Operation } from '../operation';
import { certificateReadOperations, rotationNow, signingApplication } from './read';
import { certificateParams, CERTIFICATES, rotationSchema } from './show';

const MOST_FILE = 512 * 1024;
const anyway = z.boolean().default(false).meta({
  description: 'Do it although nothing shows that the application knows the certificate. People may be refused there.',
});

/** Finds what an address names, so that a wrong id is not found rather than gone. */
async function certificateMeant(
  deps: Context,
  params: z.output<typeof certificateParams>,
): Promise<{ readonly application: Application; readonly id: CertificateId; readonly state: string }> {
  const application = await signingApplication(deps, params.application);
  const { current, next, retiring } = await readRotation(deps, application);
  const found = [current, next, ...retiring].find((certificate) => certificate?.id === params.certificate);
  if (found === undefined) throw notFound('This certificate');
  return { application, id: found.id, state: found.state };
}

/** Acts on the certificate that an address names, and answers how the rotation stands then. */
async function onCertificate(
  { deps, params }: Pick<Call<z.output<typeof certificateParams>>, 'deps' | 'params'>,
  act: (application: ApplicationId, certificate: CertificateId, state: string) => Promise<unknown>,
) {
  const { application, id, state } = await certificateMeant(deps, params);
  await act(application.id, id, state);
  return { status: 200 as const, body: await rotationNow(deps, application) };
}

const createNext = operation({
  id: 'createNextCertificate',
  method: 'post',
  path: '/applications/{application}/certificates',
  tag: CERTIFICATES,
  summary: 'Publish a next certificate beside the one in use',
  description: 'Nothing is signed with it yet. Wait until the application knows it, then switch.',
  scope: 'applications:write',
  params: applicationParams,
  body: z.strictObject({
    kind: z.enum(['rsa-2048', 'rsa-3072', 'ec-p256']).default('rsa-2048').meta({ description: 'The kind of key.' }),
  }),
  answers: { 201: rotationSchema },
  async run({ deps, actor, params, body }) {
    const application = await signingApplication(deps, params.application);
    await createNextCertificate(deps, actor, application.id, body.kind);
    const location = `/applications/${application.id}/certificates`;
    return { status: 201, location, body: await rotationNow(deps, application) };
  },
});

const upload = operation({
  id: 'uploadNextCertificate',
  method: 'post',
  path: '/applications/{application}/certificates/upload',
  tag: CERTIFICATES,
  summary: 'Bring a key pair as the next certificate',
  description: 'The private key and the passphrase are taken in and never shown again.',
  scope: 'applications:write',
  params: applicationParams,
  maxBytes: 1536 * 1024,
  body: z.strictObject({
    file: secretText(MOST_FILE).meta({
      description: 'The certificate, with its private key or without: PEM as text, or PKCS #12 or DER as base64.',
    }),
    keyFile: secretText(MOST_FILE).optional().meta({ description: 'The private key, where it is not in `file`.' }),
    passphrase: secretText(1_000).optional().meta({ description: 'What the key is encrypted with.' }),
  }),
  answers: {
    201: z.object({ rotation: rotationSchema, warnings: z.array(z.string()) }),
  },
  async run({ deps, actor, params, body }) {
    const application = await signingApplication(deps, params.application);
    const { warnings } = await uploadNextCertificate(deps, actor, application.id, {
      file: bytesOf(body.file),
      passphrase: body.passphrase ?? new SecretText(''),
      ...(body.keyFile === undefined ? {} : { keyFile: bytesOf(body.keyFile) }),
    });
    const location = `/applications/${application.id}/certificates`;
    return {
      status: 201,
      location,
      body: { rotation: await rotationNow(deps, application), warnings: [...warnings] },
    };
  },
});

/** A file in a body: PEM is text, everything else is base64. */
function bytesOf(file: SecretText): Buffer {
  const text = file.reveal();
  return text.includes('-----BEGIN') ? Buffer.from(text, 'utf8') : Buffer.from(text, 'base64');
}

const confirm = operation({
  id: 'confirmCertificate',
  method: 'post',
  path: '/applications/{application}/certificates/{certificate}/confirm',
  tag: CERTIFICATES,
  summary: 'Say that the application has the next certificate, or take that back',
  scope: 'applications:write',
  params: certificateParams,
  body: z.strictObject({ confirmed: z.boolean() }),
  answers: { 200: rotationSchema },
  run: (call) =>
    onCertificate(call, (application, id) =>
      confirmCertificate(call.deps, call.actor, application, id, call.body.confirmed),
    ),
});

const plan = operation({
  id: 'planCertificateSwitch',
  method: 'post',
  path: '/applications/{application}/certificates/{certificate}/plan',
  tag: CERTIFICATES,
  summary: 'Plan the switch to the next certificate, or call it off',
  description: 'It takes place by the clock, on every instance.',
  scope: 'applications:write',
  params: certificateParams,
  body: z.strictObject({
    at: z.iso.datetime().nullable().meta({
      description: 'Within a year from now and while the certificate is valid; null calls it off.',
      example: '2026-06-01T06:00:00Z',
    }),
    anyway,
  }),
  answers: { 200: rotationSchema },
  pointers: { date: 'at' },
  run: (call) =>
    onCertificate(call, (application, id) => {
      const at = call.body.at === null ? undefined : Date.parse(call.body.at);
      return planSwitch(call.deps, call.actor, application, id, at, call.body.anyway);
    }),
});

const switchTo = operation({
  id: 'switchCertificate',
  method: 'post',
  path: '/applications/{application}/certificates/{certificate}/switch',
  tag: CERTIFICATES,
  summary: 'Take the next certificate into use',
  description: 'The one before stays published for 14 days. One that is in use already is no fault.',
  scope: 'applications:write',
  params: certificateParams,
  body: z.strictObject({ anyway }),
  answers: { 200: rotationSchema },
  run: (call) =>
    onCertificate(call, async (application, id) => {
      const outcome = await switchCertificate(call.deps, call.actor, application, id, call.body.anyway);
      if (outcome !== 'not-ready') return;
      throw new AppError(
        'conflict',
        'Nothing shows that the application knows the certificate. Say "anyway": true to switch all the same.',
      );
    }),
});

const goBack = operation({
  id: 'goBackToCertificate',
  method: 'post',
  path: '/applications/{application}/certificates/{certificate}/go-back',
  tag: CERTIFICATES,
  summary: 'Go back to a certificate that was in use before',
  scope: 'applications:write',
  params: certificateParams,
  answers: { 200: rotationSchema },
  run: (call) => onCertificate(call, (application, id) => goBackToCertificate(call.deps, call.actor, application, id)),
});

const retire = operation({
  id: 'retireCertificate',
  method: 'delete',
  path: '/applications/{application}/certificates/{certificate}',
  tag: CERTIFICATES,
  summary: 'Discard the next certificate, or retire one that was in use before',
  description: 'Its key is destroyed and it leaves the metadata. For the one in use, see `revokeCertificate`.',
  scope: 'applications:write',
  params: certificateParams,
  answers: { 200: rotationSchema },
  run: (call) =>
    onCertificate(call, (application, id, state) => {
      if (state === 'current') {
        throw new AppError('conflict', 'This certificate is in use. Switch to another one first, or revoke it.');
      }
      const end = state === 'next' ? discardNextCertificate : finishCertificate;
      return end(call.deps, call.actor, application, id);
    }),
});

const revoke = operation({
  id: 'revokeCertificate',
  method: 'post',
  path: '/applications/{application}/certificates/{certificate}/revoke',
  tag: CERTIFICATES,
  summary: 'End the use of a certificate at once',
  description:
    'Its key is destroyed and it leaves the metadata. For the one in use, another one signs from the same moment on: ' +
    'give that to the application, and remove the revoked one there.',
  scope: 'applications:write',
  params: certificateParams,
  body: z.strictObject({
    label: z.string().max(300).meta({ description: 'The label of the application, as the page asks for it.' }),
    replaceBy: z.enum(['next', 'fresh']).meta({
      description: 'For the one in use: the next certificate, or a new key. Others take no notice of it.',
    }),
  }),
  answers: { 200: rotationSchema },
  pointers: { typed: 'label' },
  run: (call) =>
    onCertificate(call, (application, id) => {
      const how = { typed: call.body.label, replaceBy: call.body.replaceBy };
      return revokeCertificate(call.deps, call.actor, application, id, how);
    }),
});

/** Certificates and their rotation. */
export const certificateOperations: readonly Operation[] = [
  ...certificateReadOperations,
  createNext,
  upload,
  confirm,
  plan,
  switchTo,
  goBack,
  retire,
  revoke,
];
