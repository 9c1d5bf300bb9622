import type { VNode } from 'preact';
import type { Chrome } from '../../layout/chrome';
import { CsrfField } from '../../parts/csrf-field';
import { counted } from '../../parts/words';
import type { FrameProps } from './props';

/**
 * The question before the IdM connection is deactivated (M-204, M-205, A-16), for the page and for the dialog. The
 * caller brings the way back, and the heading where the place has none.
 */
export function DeactivateIdmForm(props: {
  readonly chrome: Chrome;
  readonly frame: Pick<FrameProps, 'slug' | 'label' | 'accountsLeft'>;
  readonly heading?: VNode | undefined;
  /** A link or button that leaves everything as it is; it has the focus. */
  readonly cancel: VNode;
}): VNode {
  const { chrome, frame, heading, cancel } = props;
  return (
    <form class="stack s4" method="post" action={`/admin/applications/${frame.slug}/identity-management/deactivation`}>
      <CsrfField token={chrome.csrfToken} />
      {heading ?? null}
      <p class="small">
        Passo stops sending changes to <bdi>{frame.label}</bdi>. Nothing is sent now:{' '}
        {counted(frame.accountsLeft, 'account stays', 'accounts stay')} active there. The Token Key is erased here; the
        links to the accounts are kept, so that activating again goes on where it stopped. Single sign-on keeps working.
      </p>
      <p class="small">
        This removes the integration here only. Remove it in <bdi>{frame.label}</bdi> as well: people may lose access if
        it is removed on one side alone.
      </p>
      <div class="row">
        {cancel}
        <button class="btn danger">confirm</button>
      </div>
    </form>
  );
}
