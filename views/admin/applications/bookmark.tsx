import type { VNode } from 'preact';
import type { Chrome } from '../../layout/chrome';
import { Badge } from '../../parts/badge';
import { Banner } from '../../parts/banner';
import { CsrfField } from '../../parts/csrf-field';
import { ErrorSummary } from '../../parts/error-summary';
import { ApplicationFrame } from './frame';
import { BookmarkField } from './general-fields';
import type { BookmarkProps } from './props';

/** The Bookmark tab (M-034, M-057, A-36). Deactivate Bookmark takes effect with save. */
export function BookmarkPage(props: BookmarkProps & { readonly chrome: Chrome }): VNode {
  const { chrome, frame, bookmarkUrl, pending, errors } = props;
  const active = frame.ssoState === 'active';
  return (
    <ApplicationFrame chrome={chrome} frame={frame} tab="bookmark" problem={Object.keys(errors).length > 0}>
      <ErrorSummary errors={errors} />
      {pending === undefined ? null : <Pending {...props} pending={pending} />}
      <form class="card" method="post" action={`/admin/applications/${frame.slug}/bookmark`}>
        <CsrfField token={chrome.csrfToken} />
        {pending === undefined ? null : <input type="hidden" name="pending" value={pending} />}
        <header>
          <h2>Bookmark</h2>
          <Badge kind={active ? 'ok' : 'off'}>{active ? 'Active' : 'Not active'}</Badge>
        </header>
        <div class="body stack s4">
          <BookmarkField value={bookmarkUrl} error={errors['bookmarkUrl']} />
        </div>
        <footer>
          <button class="btn main" name="action" value="save">
            save
          </button>
          {pending === undefined ? (
            <button
              class={active ? 'btn quiet bad push' : 'btn push'}
              name="action"
              value={active ? 'deactivate' : 'activate'}
              formNoValidate
            >
              {active ? 'Deactivate Bookmark' : 'Activate Bookmark'}
            </button>
          ) : null}
        </footer>
      </form>
    </ApplicationFrame>
  );
}

function Pending({ frame, pending }: Pick<BookmarkProps, 'frame'> & { readonly pending: string }): VNode {
  const keep = { href: `/admin/applications/${frame.slug}/bookmark`, label: 'Leave it as it is' };
  return pending === 'deactivate' ? (
    <Banner kind="warn" title="Not saved yet: the bookmark is still active" link={keep} role="status">
      Choose save to deactivate it. The tile of {frame.label} disappears for everybody at once.
    </Banner>
  ) : (
    <Banner kind="info" title="Not saved yet: the bookmark is still not active" link={keep} role="status">
      Choose save to activate it. People with access get the tile of {frame.label} at once.
    </Banner>
  );
}
