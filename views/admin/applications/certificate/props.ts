import type { Certificate } from '../../../../src/core/certificate';
import type { FieldErrors } from '../../../../src/core/errors';
import type { MetadataReader, Readiness } from '../../../../src/core/rotation';
import type { Chrome } from '../../../layout/chrome';
import type { FrameProps } from '../props';

/** A certificate with what is shown of it. */
export interface CertificateShown extends Certificate {
  readonly daysLeft: number;
  /** SHA-1 of the certificate, for products that show nothing else. */
  readonly sha1: string;
  readonly keyWords: string;
  readonly subject: string;
}

/** Somebody who has read the metadata. */
export interface ReaderShown extends MetadataReader {
  readonly firstAt: number;
  readonly reads: number;
}

/** How an application's rotation stands. */
export interface RotationShown {
  readonly current?: CertificateShown;
  readonly next?: CertificateShown;
  readonly retiring: readonly CertificateShown[];
  readonly readiness?: Readiness<ReaderShown>;
  readonly readers: readonly ReaderShown[];
}

/** What was typed into the forms of the page, to be shown again. */
export interface CertificateForms {
  readonly kind?: string;
  readonly date?: string;
  readonly time?: string;
  readonly anyway?: string;
}

/** The page of one application's certificate. */
export interface CertificatePageProps {
  readonly chrome: Chrome;
  readonly frame: FrameProps;
  readonly rotation: RotationShown;
  readonly typed: CertificateForms;
  readonly errors: FieldErrors;
  readonly message?: string;
}

/** The question before a switch that the application may not know of. */
export interface SwitchAnywayProps {
  readonly chrome: Chrome;
  readonly frame: FrameProps;
  readonly next: CertificateShown;
}

/** The form for a key of the admin's own. */
export interface UploadKeyProps {
  readonly chrome: Chrome;
  readonly frame: FrameProps;
  readonly errors: FieldErrors;
  readonly message?: string;
}

/** The question before a certificate is revoked. */
export interface RevokeProps {
  readonly chrome: Chrome;
  readonly frame: FrameProps;
  readonly certificate: CertificateShown;
  /** The next one, when it may take the place. */
  readonly next?: CertificateShown;
  readonly typed: string;
  readonly replaceBy: 'next' | 'fresh';
  readonly errors: FieldErrors;
  readonly message?: string;
}

/** The address of the page of an application's certificate, or of one below it. */
export function certificatePath(slug: string, below = ''): string {
  return `/admin/applications/${slug}/sso/certificate${below === '' ? '' : `/${below}`}`;
}
