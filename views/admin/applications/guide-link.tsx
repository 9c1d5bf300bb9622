import type { VNode } from 'preact';
import type { Chrome } from '../../layout/chrome';
import { Banner } from '../../parts/banner';
import { Card } from '../../parts/card';
import { CopyField } from '../../parts/copy-field';
import { CsrfField } from '../../parts/csrf-field';
import { Facts } from '../../parts/facts';
import { Time } from '../../parts/time';
import { ApplicationFrame } from './frame';
import type { FrameProps } from './props';

/** What the page shows on which a guide is sent to a colleague without an account. */
export interface GuideLinkPageProps {
  readonly chrome: Chrome;
  readonly frame: FrameProps;
  /** The link that works now. */
  readonly link?: {
    readonly createdBy: string;
    readonly createdAt: number;
    readonly expiresAt: number;
    readonly openedAt?: number;
    /** Its address, for a moment and for the admin who made it. */
    readonly url?: string;
  };
}

/** The link to a guide: making one, where it stands, and taking it back. */
export function GuideLinkPage({ chrome, frame, link }: GuideLinkPageProps): VNode {
  return (
    <ApplicationFrame
      chrome={chrome}
      frame={frame}
      tab={frame.hasSaml ? 'sso' : 'identity-management'}
      page="Send the guide"
    >
      <Card
        id="guide-link"
        title="Send the guide"
        lead={
          <>
            For a colleague who administers <bdi>{frame.label}</bdi> and has no account here. The link shows the steps
            there with our addresses and certificate. It shows no secret and nothing else of Passo.
          </>
        }
      >
        {link === undefined ? null : <Standing chrome={chrome} frame={frame} link={link} />}
        <div class="row">
          <form method="post" action={`/admin/applications/${frame.slug}/guide-link`}>
            <CsrfField token={chrome.csrfToken} />
            <button class={link === undefined ? 'btn main' : 'btn'}>
              {link === undefined ? 'Make a link' : 'Make a new link'}
            </button>
          </form>
          {link === undefined ? null : (
            <form method="post" action={`/admin/applications/${frame.slug}/guide-link/revocation`}>
              <CsrfField token={chrome.csrfToken} />
              <button class="btn quiet bad">Take back</button>
            </form>
          )}
        </div>
        <p class="help">
          A link works for seven days, in the first browser that opens it. A new link ends the one before.
        </p>
      </Card>
    </ApplicationFrame>
  );
}

function Standing({ chrome, link }: GuideLinkPageProps & { readonly link: NonNullable<GuideLinkPageProps['link']> }) {
  const { url, createdAt, createdBy, expiresAt, openedAt } = link;
  return (
    <>
      {url === undefined ? null : (
        <>
          <Banner kind="warn" title="Copy it now" role="status">
            This page shows it for five minutes. If it gets lost, make a new one.
          </Banner>
          <CopyField id="guide-address" label="Link to the guide" value={url} />
        </>
      )}
      <Facts
        facts={[
          {
            term: 'Made',
            value: (
              <>
                <Time at={createdAt} now={chrome.now} />, by <bdi>{createdBy}</bdi>
              </>
            ),
          },
          {
            term: 'Opened',
            value: openedAt === undefined ? 'Not yet' : <Time at={openedAt} now={chrome.now} />,
          },
          { term: 'Works until', value: <Time at={expiresAt} now={chrome.now} as="day" /> },
        ]}
      />
    </>
  );
}
