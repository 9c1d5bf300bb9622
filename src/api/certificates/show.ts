import { z } from 'zod';
import type { BoardRow, CertificateDetail, RotationState } from '../../actions/certificates/board';
import type { Readiness } from '../../core/rotation';
import { moment, momentOf, momentOrNull } from '../operation';
import { applicationReference } from '../references';

/** The name of the chapter in the documents. */
export const CERTIFICATES = 'Certificates';

/** The address of one certificate of an application. */
export const certificateParams = z.strictObject({
  application: applicationReference,
  certificate: z.string().max(100).meta({ description: 'The id of the certificate.' }),
});

/** A certificate of Passo. Its private key is never shown. */
export const certificateSchema = z
  .object({
    id: z.string(),
    state: z.enum(['next', 'current', 'retiring']).meta({
      description: '`next`: published ahead. `current`: signs. `retiring`: still published, can be gone back to.',
    }),
    pem: z.string(),
    sha256: z.string(),
    sha1: z.string(),
    subject: z.string(),
    key: z.string(),
    origin: z.enum(['generated', 'uploaded']),
    notBefore: moment,
    notAfter: moment,
    daysLeft: z.int(),
    createdAt: moment,
    switchAt: moment.nullable().meta({ description: 'When it is taken into use by the clock.' }),
    retireAt: moment.nullable().meta({ description: 'When it leaves the metadata.' }),
    confirmedAt: moment.nullable().meta({ description: 'When somebody said that the application has it.' }),
    confirmedBy: z.string().nullable(),
    testedAt: moment.nullable().meta({ description: 'When a test sign-on that was signed with it passed.' }),
  })
  .meta({ id: 'Certificate' });

const readinessSchema = z.object({
  ready: z.boolean().meta({ description: 'Something shows that the application knows the certificate.' }),
  readAt: moment.nullable().meta({ description: 'When the application read metadata with it.' }),
  confirmedAt: moment.nullable(),
  testedAt: moment.nullable(),
});

/** The certificates of an application. */
export const rotationSchema = z
  .object({
    current: certificateSchema.nullable(),
    next: certificateSchema.nullable(),
    retiring: z.array(certificateSchema),
    readiness: readinessSchema.nullable().meta({ description: 'Of the next certificate; null without one.' }),
    readers: z.array(
      z.object({
        address: z.string().nullable(),
        userAgent: z.string().nullable(),
        lastAt: moment,
        reads: z.int(),
        sha256: z.array(z.string()).meta({ description: 'The certificates it saw last.' }),
      }),
    ),
  })
  .meta({ id: 'Rotation' });

/** A line of the board of all certificates. */
export const boardSchema = z.object({
  application: z.string(),
  slug: z.string(),
  label: z.string(),
  ssoActive: z.boolean(),
  use: z.enum(['signing', 'requests', 'encryption']).meta({
    description: '`signing`: of Passo. `requests`, `encryption`: of the application itself.',
  }),
  sha256: z.string(),
  notAfter: moment,
  daysLeft: z.int(),
  next: z.object({ id: z.string(), switchAt: moment.nullable(), ready: z.boolean() }).nullable(),
});

/** Shows a certificate. */
export function showCertificate(certificate: CertificateDetail): z.output<typeof certificateSchema> {
  return {
    id: certificate.id,
    state: certificate.state,
    pem: certificate.pem,
    sha256: certificate.fingerprint,
    sha1: certificate.sha1,
    subject: certificate.subject,
    key: certificate.keyWords,
    origin: certificate.origin,
    notBefore: momentOf(certificate.notBefore),
    notAfter: momentOf(certificate.notAfter),
    daysLeft: certificate.daysLeft,
    createdAt: momentOf(certificate.createdAt),
    switchAt: momentOrNull(certificate.switchAt),
    retireAt: momentOrNull(certificate.retireAt),
    confirmedAt: momentOrNull(certificate.confirmedAt),
    confirmedBy: certificate.confirmedBy ?? null,
    testedAt: momentOrNull(certificate.testedAt),
  };
}

/** Shows the certificates of an application. */
export function showRotation(rotation: RotationState): z.output<typeof rotationSchema> {
  const { current, next, retiring, readiness, readers } = rotation;
  return {
    current: current === undefined ? null : showCertificate(current),
    next: next === undefined ? null : showCertificate(next),
    retiring: retiring.map(showCertificate),
    readiness: readiness === undefined ? null : showReadiness(readiness),
    readers: readers.map(({ clientIp = null, userAgent = null, lastAt, reads, fingerprints }) => ({
      address: clientIp,
      userAgent,
      lastAt: momentOf(lastAt),
      reads,
      sha256: [...fingerprints],
    })),
  };
}

function showReadiness({ ready, read, confirmed, testedAt }: Readiness): z.output<typeof readinessSchema> {
  return {
    ready,
    readAt: momentOrNull(read?.lastAt),
    confirmedAt: momentOrNull(confirmed?.at),
    testedAt: momentOrNull(testedAt),
  };
}

/** Shows a line of the board. */
export function showBoardRow(row: BoardRow): z.output<typeof boardSchema> {
  const { next } = row;
  return {
    application: row.applicationId,
    slug: row.slug,
    label: row.label,
    ssoActive: row.ssoActive,
    use: row.use,
    sha256: row.fingerprint,
    notAfter: momentOf(row.notAfter),
    daysLeft: row.daysLeft,
    next:
      next === undefined ? null : { id: next.id, switchAt: momentOrNull(next.switchAt), ready: next.readiness.ready },
  };
}
