import type { VNode } from 'preact';
import { MomentFields } from './moment-fields';
import type { FieldErrors } from '../../../src/core/errors';
import type { Readiness } from '../../../src/core/rotation';
import { AdminLayout } from '../../layout/admin';
import type { Chrome } from '../../layout/chrome';
import { Badge } from '../../parts/badge';
import { Card } from '../../parts/card';
import { CsrfField } from '../../parts/csrf-field';
import { Empty } from '../../parts/empty';
import { ErrorSummary } from '../../parts/error-summary';
import { Time } from '../../parts/time';
import { counted } from '../../parts/words';
import { CertificateBadge } from '../applications/frame';
import { certificatePath } from '../applications/certificate/props';
import { ReadyBadge, shortFingerprint } from '../applications/certificate/words';

/** One certificate that sign-ons rest on. */
export interface CertificateRow {
  readonly label: string;
  readonly slug: string;
  readonly ssoActive: boolean;
  /** Our signatures, the application's requests, or what is encrypted for it. */
  readonly use: 'signing' | 'requests' | 'encryption';
  readonly fingerprint: string;
  readonly notAfter: number;
  readonly daysLeft: number;
  readonly next?: { readonly id: string; readonly switchAt?: number; readonly readiness: Readiness };
}

/** The board of all certificates, what ends first above. */
export interface CertificatesPageProps {
  readonly chrome: Chrome;
  readonly rows: readonly CertificateRow[];
  readonly typed: { readonly date?: string; readonly time?: string };
  readonly errors: FieldErrors;
}

const USES = {
  signing: 'Signs our sign-ons',
  requests: 'The application’s own, for its requests',
  encryption: 'The application’s own, to encrypt for it',
} as const;

/** Every certificate of every application. */
export function CertificatesPage(props: CertificatesPageProps): VNode {
  const { chrome, rows, errors } = props;
  const rotating = rows.filter(({ next }) => next !== undefined);
  return (
    <AdminLayout
      chrome={chrome}
      title="Certificates"
      nav="certificates"
      crumbs={[{ label: 'Certificates' }]}
      problem={Object.keys(errors).length > 0}
    >
      <h1>Certificates</h1>
      <ErrorSummary errors={errors} />
      {rotating.length === 0 ? null : <PlanReady {...props} rotating={rotating} />}
      <Card
        id="all"
        title="All certificates"
        lead="What ends first stands first. An expired certificate stops no sign-on by itself; some applications refuse it."
        bare
      >
        {rows.length === 0 ? (
          <Empty
            icon="cert"
            title="No certificates yet"
            text="An application with SAML gets a certificate of its own when it is added."
          >
            <a class="btn" href="/admin/applications/new">
              Add New Application
            </a>
          </Empty>
        ) : (
          <table class="table fold">
            <caption class="vh">Certificates, the one that ends first above</caption>
            <thead>
              <tr>
                <th scope="col">Application</th>
                <th scope="col">Ends</th>
                <th scope="col">Fingerprint (SHA-256)</th>
                <th scope="col">Rotation</th>
                <th scope="col">
                  <span class="vh">Actions</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <Row row={row} now={chrome.now} />
              ))}
            </tbody>
          </table>
        )}
      </Card>
    </AdminLayout>
  );
}

function Row({ row, now }: { readonly row: CertificateRow; readonly now: number }): VNode {
  const { label, slug, use, notAfter, daysLeft, fingerprint, ssoActive } = row;
  const ours = use === 'signing';
  return (
    <tr>
      <td>
        <a href={ours ? certificatePath(slug) : `/admin/applications/${slug}/sso`}>
          <bdi>{label}</bdi>
        </a>
        <small>
          {USES[use]}
          {ssoActive ? '' : '. SSO is not active'}
        </small>
      </td>
      <td data-th="Ends">
        <div>
          <CertificateBadge daysLeft={daysLeft} />
          <small>
            <Time at={notAfter} now={now} as="day" />
          </small>
        </div>
      </td>
      <td data-th="Fingerprint">
        <code>{shortFingerprint(fingerprint)}</code>
      </td>
      <td data-th="Rotation">
        <div>
          <Rotation row={row} now={now} />
        </div>
      </td>
      <td class="act">
        {ours ? (
          <a class="btn small" href={certificatePath(slug)}>
            {row.next === undefined ? 'Rotate' : 'Go on'}
            <span class="vh"> {label}</span>
          </a>
        ) : null}
      </td>
    </tr>
  );
}

function Rotation({ row, now }: { readonly row: CertificateRow; readonly now: number }): VNode {
  const { next, use } = row;
  if (use !== 'signing') return <span class="muted">In its own hands</span>;
  if (next === undefined) return <span class="muted">None under way</span>;
  return (
    <>
      <ReadyBadge ready={next.readiness.ready} />
      <small>
        {next.switchAt === undefined ? (
          'Next one published'
        ) : (
          <>
            Switches <Time at={next.switchAt} now={now} as="exact" />
          </>
        )}
      </small>
    </>
  );
}

function PlanReady(props: CertificatesPageProps & { readonly rotating: readonly CertificateRow[] }): VNode {
  const { chrome, rotating, typed, errors } = props;
  const ready = rotating.filter(({ next }) => next?.readiness.ready === true);
  const open = ready.filter(({ next }) => next?.switchAt === undefined);
  const waiting = rotating.length - ready.length;
  return (
    <Card
      id="plan"
      title="Rotations under way"
      badge={<Badge kind="warn">{rotating.length}</Badge>}
      lead={`${counted(ready.length, 'application is', 'applications are')} ready, ${waiting} not. A date moves the ready ones alone.`}
    >
      {open.length === 0 ? (
        <p class="small muted">
          {ready.length === 0 ? 'None can be switched without risk yet.' : 'Every ready one has its date.'}
        </p>
      ) : (
        <form class="stack s4" method="post" action="/admin/certificates/plan">
          <CsrfField token={chrome.csrfToken} />
          {open.map(({ next }) => (
            <input type="hidden" name="certificate" value={next?.id} />
          ))}
          <MomentFields typed={typed} errors={errors} />
          <div class="row">
            <button class="btn main">Plan the switch of {counted(open.length, 'application')}</button>
          </div>
        </form>
      )}
    </Card>
  );
}
