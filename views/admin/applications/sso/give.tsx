import type { VNode } from 'preact';
import { Badge } from '../../../parts/badge';
import { Card } from '../../../parts/card';
import { CopyField } from '../../../parts/copy-field';
import { Icon } from '../../../parts/icon';
import { safeHref } from '../../../parts/safe-href';
import { dayOf } from '../../../parts/time';
import { counted } from '../../../parts/words';
import { EndsBanner, RotationBadge } from '../certificate/words';
import type { GiveProps } from './props';

/** From this many days before its end a certificate is a warning, as in the panel. */
const SOON_DAYS = 60;

/** What an admin hands to the application: addresses, our identity and the certificate (M-052, M-054, M-055). */
export function Give({ label, give }: { readonly label: string; readonly give: GiveProps }): VNode {
  return (
    <Card
      id="give"
      title={
        <>
          Give these to <bdi>{label}</bdi>
        </>
      }
      lead="An application that loads the Metadata URL needs nothing else. The other values are for entering by hand."
    >
      <CopyField id="metadata-url" label="Metadata URL" value={give.metadataUrl} />
      <div class="row">
        <a class="btn small" href={safeHref(`${give.metadataUrl}?download`)}>
          <Icon name="down" />
          Metadata file
        </a>
      </div>
      <CopyField id="idp-entity-id" label="IdP Entity ID" value={give.entityId} />
      <CopyField id="sso-idp-url" label="SSO IdP URL" value={give.ssoUrl} />
      {give.certificate === undefined ? null : <CertificatePart certificate={give.certificate} label={label} />}
    </Card>
  );
}

function CertificatePart(props: {
  readonly certificate: NonNullable<GiveProps['certificate']>;
  readonly label: string;
}): VNode {
  const { certificate, label } = props;
  const { daysLeft, notAfter, fingerprint, pem, downloadUrl, pageUrl, rotating } = certificate;
  const kind = daysLeft < 0 ? 'bad' : daysLeft <= SOON_DAYS ? 'warn' : 'ok';
  const word = { ok: 'IDP Certificate Valid', warn: 'IDP Certificate Expires Soon', bad: 'IDP Certificate Expired' };
  return (
    <div class="stack s2">
      {rotating ? null : (
        <EndsBanner certificate={certificate} label={label} link={{ href: pageUrl, label: 'Rotate certificate' }} />
      )}
      <div class="row">
        <Badge kind={kind}>{word[kind]}</Badge>
        <span class="small muted">
          {daysLeft < 0 ? `since ${dayOf(notAfter)}` : `until ${dayOf(notAfter)}, ${counted(daysLeft, 'day')} left`}
        </span>
        <a class="btn small" href={safeHref(downloadUrl)} download="certificate.pem">
          <Icon name="down" />
          Download certificate
        </a>
        <a class="btn small" href={safeHref(pageUrl)}>
          {rotating ? 'Go on with the rotation' : 'Rotate certificate'}
        </a>
        {rotating ? <RotationBadge /> : null}
      </div>
      <div class="reason">
        <details>
          <summary>Fingerprint and text of the certificate</summary>
          <div class="stack s4">
            <CopyField id="certificate-fingerprint" label="Fingerprint (SHA-256)" value={fingerprint} />
            <CopyField id="certificate-text" label="Certificate" value={pem} rows={6} />
          </div>
        </details>
      </div>
    </div>
  );
}
