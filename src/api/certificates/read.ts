import { z } from 'zod';
import { readCertificateBoard, readRotation } from '../../actions/certificates/board';
import { downloadCertificate } from '../../actions/certificates/download';
import { planReadySwitches } from '../../actions/certificates/switch';
import type { Context } from '../../context';
import type { Application } from '../../core/application';
import { applicationMeant, applicationParams } from '../applications/show';
import { ssoOf } from '../applications/sso/operations';
import { operation, type Operation } from '../operation';
import { boardSchema, CERTIFICATES, rotationSchema, showBoardRow, showRotation } from './show';

/**
 * Gets an application that has certificates.
 * @throws AppError not_found, also without SAML
 */
export async function signingApplication(deps: Context, reference: string): Promise<Application> {
  const application = await applicationMeant(deps, reference);
  ssoOf(application);
  return application;
}

/** What every change of certificates answers: how they stand afterwards. */
export async function rotationNow(deps: Context, application: Application): Promise<z.output<typeof rotationSchema>> {
  return showRotation(await readRotation(deps, application));
}

const listCertificates = operation({
  id: 'listCertificates',
  method: 'get',
  path: '/certificates',
  tag: CERTIFICATES,
  summary: 'List every certificate that sign-ons rest on',
  description: 'What ends first comes first. Certificates of the applications themselves are among them.',
  scope: 'applications:read',
  answers: { 200: z.object({ items: z.array(boardSchema) }) },
  async run({ deps }) {
    return { status: 200, body: { items: (await readCertificateBoard(deps)).map(showBoardRow) } };
  },
});

const planReady = operation({
  id: 'planReadySwitches',
  method: 'post',
  path: '/certificates/plan',
  tag: CERTIFICATES,
  summary: 'Plan the switch of every application that knows its next certificate',
  description: 'The others are left as they are: see `ready` in `listCertificates`.',
  scope: 'applications:write',
  body: z.strictObject({
    at: z.iso.datetime().meta({ description: 'Within a year from now.', example: '2026-06-01T06:00:00Z' }),
    certificates: z
      .array(z.string().max(100))
      .max(10_000)
      .optional()
      .meta({ description: 'Ids of next certificates; unsaid, all of them.' }),
  }),
  answers: {
    200: z.object({
      planned: z.int(),
      left: z.int().meta({ description: 'Not ready, or not valid at that time.' }),
    }),
  },
  pointers: { date: 'at' },
  async run({ deps, actor, body }) {
    const wanted = body.certificates === undefined ? undefined : new Set(body.certificates);
    const nexts = (await readCertificateBoard(deps)).flatMap(({ applicationId, next }) =>
      next === undefined || wanted?.has(next.id) === false ? [] : [{ applicationId, id: next.id }],
    );
    const planned = await planReadySwitches(deps, actor, nexts, Date.parse(body.at));
    return { status: 200, body: { planned, left: (wanted?.size ?? nexts.length) - planned } };
  },
});

const readCertificates = operation({
  id: 'readCertificates',
  method: 'get',
  path: '/applications/{application}/certificates',
  tag: CERTIFICATES,
  summary: 'Read the certificates of an application, and who has read its metadata',
  scope: 'applications:read',
  params: applicationParams,
  answers: { 200: rotationSchema },
  async run({ deps, params }) {
    return { status: 200, body: await rotationNow(deps, await signingApplication(deps, params.application)) };
  },
});

const downloadOperation = operation({
  id: 'downloadCertificate',
  method: 'get',
  path: '/applications/{application}/certificate.pem',
  tag: CERTIFICATES,
  summary: 'Download the certificate in use, or the next one',
  description: 'Directory Insights says who took it.',
  scope: 'applications:read',
  params: applicationParams,
  query: z.strictObject({ which: z.enum(['current', 'next']).default('current') }),
  answers: { 200: { mediaType: 'application/x-pem-file', description: 'A certificate in PEM' } },
  async run({ deps, actor, params, query }) {
    const application = await signingApplication(deps, params.application);
    return { status: 200, body: await downloadCertificate(deps, actor, application, query.which) };
  },
});

/** Reading certificates, and planning over all applications. */
export const certificateReadOperations: readonly Operation[] = [
  listCertificates,
  planReady,
  readCertificates,
  downloadOperation,
];
