import type { VNode } from 'preact';
import { Banner } from '../../../parts/banner';
import { CsrfField } from '../../../parts/csrf-field';
import { ErrorSummary } from '../../../parts/error-summary';
import { Icon } from '../../../parts/icon';
import { ApplicationFrame } from '../frame';
import { GuideCard } from '../guide';
import { CheckSignOn } from '../insight/check-sign-on';
import { insightPath } from '../insight/props';
import { Answers } from './answers';
import { Attributes } from './attributes';
import { Give } from './give';
import { MetadataNotice } from './metadata-source';
import type { SsoProps } from './props';
import { Take } from './take';
import { UploadMetadata } from './upload';

/** The SSO tab: what to hand over, what to take over, the attributes, and the switch at the bottom. */
export function SsoPage(props: SsoProps): VNode {
  const { chrome, frame, sso, typed, give, preview, guides, notes, pending, unsaved, errors, message } = props;
  const problem = message !== undefined || Object.keys(errors).length > 0;
  return (
    <ApplicationFrame chrome={chrome} frame={frame} tab="sso" problem={problem}>
      <ErrorSummary errors={errors} message={message} />
      {problem ? null : <PendingBanner frame={frame} pending={pending} unsaved={unsaved} />}
      <MetadataNotice chrome={chrome} slug={frame.slug} label={frame.label} source={props.metadata?.source} />
      <div class="two">
        <div class="stack">
          <Give label={frame.label} give={give} />
          <UploadMetadata
            chrome={chrome}
            slug={frame.slug}
            label={frame.label}
            errors={errors}
            metadata={props.metadata}
          />
        </div>
        <GuideCard label={frame.label} slug={frame.slug} guides={guides} notes={notes} />
      </div>
      <CheckSignOn slug={frame.slug} label={frame.label} />
      <form class="stack" method="post" action={`/admin/applications/${frame.slug}/sso`}>
        <CsrfField token={chrome.csrfToken} />
        <button class="vh" name="action" value="save" tabIndex={-1} aria-hidden="true">
          save
        </button>
        {pending === 'deactivate' ? <input type="hidden" name="pending" value="deactivate" /> : null}
        <Take label={frame.label} sso={sso} typed={typed} errors={errors} />
        <Attributes sso={sso} preview={preview} errors={errors} rowErrors={props.attributeErrors ?? []} />
        <Answers label={frame.label} sso={sso} typed={typed} errors={errors} />
        <div class="row">
          <button class="btn main" name="action" value="save">
            save
          </button>
          <button class="btn" name="action" value="preview" formAction={insightPath(frame.slug, 'preview')}>
            Open full preview
          </button>
          <Switch frame={frame} pending={pending} />
        </div>
      </form>
    </ApplicationFrame>
  );
}

function PendingBanner({ frame, pending, unsaved }: Pick<SsoProps, 'frame' | 'pending' | 'unsaved'>): VNode | null {
  if (pending === 'deactivate') {
    return (
      <Banner kind="warn" title="SSO is still active. Choose save to deactivate it" role="status">
        After that nobody signs on to <bdi>{frame.label}</bdi> from here; these settings are kept. This removes single
        sign-on here only: remove it in <bdi>{frame.label}</bdi> as well, or people may lose access. Without save
        nothing changes.
      </Banner>
    );
  }
  if (unsaved) {
    return (
      <Banner kind="info" title="Not saved yet" role="status">
        Choose save at the end of the page to keep what you see.
      </Banner>
    );
  }
  if (pending === 'activate') {
    return (
      <Banner kind="info" title="SSO is not set up yet">
        Fill in what is missing and choose save. SSO is active from then on.
      </Banner>
    );
  }
  return null;
}

function Switch({ frame, pending }: Pick<SsoProps, 'frame' | 'pending'>): VNode | null {
  if (pending === 'activate') return null;
  if (frame.ssoState !== 'active') {
    return (
      <>
        <button class="btn" name="action" value="activate">
          Activate SSO
        </button>
        <span class="help">Saves these settings and lets people sign on.</span>
      </>
    );
  }
  if (pending === 'deactivate') {
    return (
      <button class="btn" name="action" value="keep">
        Keep SSO active
      </button>
    );
  }
  return (
    <>
      <button class="btn quiet bad end" name="action" value="deactivate">
        <Icon name="lock" />
        Deactivate SSO
      </button>
      <span class="help">Asks for save. People can’t sign on until you activate it again.</span>
    </>
  );
}
