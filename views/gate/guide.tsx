import type { VNode } from 'preact';
import type { ConnectorGuide } from '../../src/connectors/definition';
import type { GiveProps } from '../admin/applications/sso/props';
import type { Chrome } from '../layout/chrome';
import { GateLayout } from '../layout/gate';
import { CopyField } from '../parts/copy-field';
import { CsrfField } from '../parts/csrf-field';
import { dayOf } from '../parts/time';

/** The steps of a guide that are done at the SP, with our values. Nothing here is secret. */
export interface GuidePageProps {
  readonly chrome: Chrome;
  readonly label: string;
  readonly expiresAt: number;
  readonly prerequisites: readonly string[];
  readonly sso: readonly ConnectorGuide[];
  readonly identityManagement: readonly ConnectorGuide[];
  /** Our addresses and certificate; absent for applications without SAML. */
  readonly give?: GiveProps;
}

/** The guide of an application for a colleague without an account: steps and values, and no way on into Passo. */
export function GuidePage({
  chrome,
  label,
  expiresAt,
  prerequisites,
  sso,
  identityManagement,
  give,
}: GuidePageProps): VNode {
  const { guide } = chrome.words;
  const day = dayOf(expiresAt, chrome.language);
  return (
    <GateLayout chrome={chrome} title={guide.title({ name: label })} wide note={guide.until({ day })}>
      <div class="stack s2">
        <h1>
          <bdi>{guide.title({ name: label })}</bdi>
        </h1>
        <p class="muted">{guide.lead({ name: label })}</p>
      </div>
      {prerequisites.length === 0 ? null : (
        <section class="stack s2" aria-labelledby="before">
          <h2 id="before">{guide.before}</h2>
          <ul class="bullets small" lang="en">
            {prerequisites.map((sentence) => (
              <li>{sentence}</li>
            ))}
          </ul>
        </section>
      )}
      <Steps id="sso" title={guide.sso} guides={sso} />
      {give === undefined ? null : (
        <section class="stack s3" aria-labelledby="values">
          <h2 id="values">{guide.values}</h2>
          <CopyField id="metadata-url" label="Metadata URL" value={give.metadataUrl} />
          <CopyField id="idp-entity-id" label="IdP Entity ID" value={give.entityId} />
          <CopyField id="sso-idp-url" label="SSO IdP URL" value={give.ssoUrl} />
          {give.certificate === undefined ? null : (
            <>
              <CopyField id="fingerprint" label="Fingerprint (SHA-256)" value={give.certificate.fingerprint} />
              <CopyField id="certificate" label="certificate.pem" value={give.certificate.pem} rows={6} />
            </>
          )}
        </section>
      )}
      <Steps id="identity-management" title={guide.identityManagement} guides={identityManagement} />
    </GateLayout>
  );
}

/** Asks before the guide is opened, because only one browser may. */
export function NewGuidePage(props: {
  readonly chrome: Chrome;
  readonly label: string;
  readonly token: string;
}): VNode {
  const { chrome, label, token } = props;
  const { guide } = chrome.words;
  return (
    <GateLayout chrome={chrome} title={guide.title({ name: label })}>
      <div class="stack s2">
        <h1>
          <bdi>{guide.title({ name: label })}</bdi>
        </h1>
        <p class="muted">{guide.newLead({ name: chrome.organisation })}</p>
      </div>
      <form method="post" action={`/guide/${encodeURIComponent(token)}`}>
        <CsrfField token={chrome.csrfToken} />
        <button class="btn main">{guide.button}</button>
      </form>
    </GateLayout>
  );
}

/** The link shows nothing to this browser; it does not say which of the reasons it is. */
export function OverGuidePage({ chrome }: { readonly chrome: Chrome }): VNode {
  const { guide } = chrome.words;
  return (
    <GateLayout chrome={chrome} title={guide.overTitle} problem>
      <div class="stack s2">
        <h1>{guide.overTitle}</h1>
        <p class="muted">{guide.over}</p>
      </div>
    </GateLayout>
  );
}

function Steps(props: { readonly id: string; readonly title: string; readonly guides: readonly ConnectorGuide[] }) {
  if (props.guides.length === 0) return null;
  return (
    <section class="stack s3" aria-labelledby={props.id}>
      <h2 id={props.id}>{props.title}</h2>
      {props.guides.map((guide) => (
        <div class="stack s2" lang="en">
          <h3>{guide.title}</h3>
          <ol class="steps">
            {guide.steps.map((step) => (
              <li>
                <bdi>{step}</bdi>
              </li>
            ))}
          </ol>
        </div>
      ))}
    </section>
  );
}
