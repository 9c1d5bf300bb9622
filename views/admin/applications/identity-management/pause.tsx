import type { VNode } from 'preact';
import type { Chrome } from '../../../layout/chrome';
import { Banner } from '../../../parts/banner';
import { CsrfField } from '../../../parts/csrf-field';
import { relative } from '../../../parts/time';
import type { FrameProps } from '../props';
import type { IdmActive } from './props';

interface PauseProps {
  readonly chrome: Chrome;
  readonly frame: FrameProps;
  readonly content: IdmActive;
}

/** Provisioning is paused: by whom, since when, and the way on. A pause before a plan is ended by the plan. */
export function PauseBanner({ chrome, frame, content }: PauseProps): VNode | null {
  const { paused } = content;
  if (paused === undefined || paused.why === 'plan') return null;
  return (
    <Banner
      kind="warn"
      title={`Paused by ${paused.by}, ${relative(paused.at, chrome.now)}`}
      action={
        <form method="post" action={`/admin/applications/${frame.slug}/identity-management/resume`}>
          <CsrfField token={chrome.csrfToken} />
          <button class="btn small">Resume</button>
        </form>
      }
    >
      Nothing is sent to {frame.label}. Changes wait here and nothing is lost: people who lose access keep their account
      there until provisioning is resumed.
    </Banner>
  );
}

/** The button that pauses; nothing while it is paused. */
export function PauseForm({ chrome, frame, content }: PauseProps): VNode | null {
  if (content.paused !== undefined) return null;
  return (
    <form method="post" action={`/admin/applications/${frame.slug}/identity-management/pause`}>
      <CsrfField token={chrome.csrfToken} />
      <button class="btn small">Pause</button>
    </form>
  );
}
