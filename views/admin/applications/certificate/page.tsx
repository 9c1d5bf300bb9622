import type { VNode } from 'preact';
import { Card } from '../../../parts/card';
import { CopyField } from '../../../parts/copy-field';
import { CsrfField } from '../../../parts/csrf-field';
import { ErrorSummary } from '../../../parts/error-summary';
import { Icon } from '../../../parts/icon';
import { Time } from '../../../parts/time';
import { ApplicationFrame, CertificateBadge } from '../frame';
import { certificatePath, type CertificatePageProps, type CertificateShown } from './props';
import { Readers } from './readers';
import { RotationCard } from './rotation';
import { CertificateFacts, EndsBanner, shortFingerprint } from './words';

/** One application's certificate: the one in use, its rotation, those before, and who has read the metadata. */
export function CertificatePage(props: CertificatePageProps): VNode {
  const { chrome, frame, rotation, errors, message } = props;
  const { current, next, retiring } = rotation;
  const problem = message !== undefined || Object.keys(errors).length > 0;
  return (
    <ApplicationFrame chrome={chrome} frame={frame} tab="sso" page="Certificate" problem={problem}>
      <ErrorSummary errors={errors} message={message} />
      {current === undefined || next !== undefined ? null : <EndsBanner certificate={current} label={frame.label} />}
      <RotationCard {...props} />
      {retiring.length === 0 ? null : <Before {...props} />}
      {current === undefined ? null : <InUse {...props} certificate={current} />}
      <Readers readers={rotation.readers} rotation={rotation} now={chrome.now} label={frame.label} />
    </ApplicationFrame>
  );
}

function InUse({
  chrome,
  frame,
  certificate,
}: CertificatePageProps & { readonly certificate: CertificateShown }): VNode {
  const { pem, fingerprint, sha1 } = certificate;
  return (
    <Card
      id="in-use"
      title="Certificate in use"
      badge={<CertificateBadge daysLeft={certificate.daysLeft} />}
      end={
        <a class="btn small" href={`${certificatePath(frame.slug)}.pem`} download="certificate.pem">
          <Icon name="down" />
          Download certificate
        </a>
      }
      lead={
        <>
          Every sign-on to <bdi>{frame.label}</bdi> is signed with its key. The key itself never leaves Passo.
        </>
      }
    >
      <CertificateFacts certificate={certificate} now={chrome.now} />
      <CopyField id="sha256" label="Fingerprint (SHA-256)" value={fingerprint} />
      <CopyField id="sha1" label="Fingerprint (SHA-1), for products that ask for nothing else" value={sha1} />
      <CopyField id="pem" label="Certificate" value={pem} rows={6} />
      <div class="row">
        <a class="btn quiet bad small" href={certificatePath(frame.slug, `revocation?certificate=${certificate.id}`)}>
          <Icon name="lock" />
          Revoke now
        </a>
        <span class="help">
          For a key that somebody else may have. It ends sign-on until the other side has the new one.
        </span>
      </div>
    </Card>
  );
}

function Before({ chrome, frame, rotation }: CertificatePageProps): VNode {
  return (
    <Card
      id="before"
      title="Used before"
      lead="Still in the metadata, so that an answer under way is understood and you can go back."
      bare
    >
      <table class="table fold">
        <caption class="vh">Certificates used before</caption>
        <thead>
          <tr>
            <th scope="col">Fingerprint (SHA-256)</th>
            <th scope="col">Leaves the metadata</th>
            <th scope="col">
              <span class="vh">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {rotation.retiring.map(({ id, fingerprint, retireAt }) => (
            <tr>
              <td>
                <code>{shortFingerprint(fingerprint)}</code>
              </td>
              <td data-th="Leaves the metadata">
                <div>
                  {retireAt === undefined ? 'No date' : <Time at={retireAt} now={chrome.now} as="day" />}
                  <small>Its key is destroyed then.</small>
                </div>
              </td>
              <td class="act">
                <form class="row" method="post" action={certificatePath(frame.slug, 'back')}>
                  <CsrfField token={chrome.csrfToken} />
                  <input type="hidden" name="certificate" value={id} />
                  <button class="btn small" aria-label={`Go back to ${shortFingerprint(fingerprint)}`}>
                    Go back
                  </button>
                  <a class="btn quiet bad small" href={certificatePath(frame.slug, `revocation?certificate=${id}`)}>
                    Revoke now
                    <span class="vh"> {shortFingerprint(fingerprint)}</span>
                  </a>
                </form>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Card>
  );
}
