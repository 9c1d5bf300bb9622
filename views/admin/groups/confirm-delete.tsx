import type { VNode } from 'preact';
import { AdminLayout } from '../../layout/admin';
import type { Chrome } from '../../layout/chrome';
import { Card } from '../../parts/card';
import { CsrfField } from '../../parts/csrf-field';
import { ErrorSummary } from '../../parts/error-summary';
import { counted } from '../../parts/words';
import type { GroupSummary } from './frame';
import { groupHref } from './index';

/** The question before a group is deleted. */
export interface DeleteGroupPageProps {
  readonly chrome: Chrome;
  readonly group: GroupSummary;
  /** What happens at each application the group gives. */
  readonly effects: readonly { readonly label: string; readonly sentence: string }[];
  readonly message?: string;
}

/** Says who loses what, then asks. */
export function DeleteGroupPage({ chrome, group, effects, message }: DeleteGroupPageProps): VNode {
  return (
    <AdminLayout
      chrome={chrome}
      title={`Delete User Group, ${group.name}`}
      nav="groups"
      crumbs={[
        { label: 'User Groups', href: '/admin/groups' },
        { label: group.name, href: groupHref(group.id) },
        { label: 'Delete User Group' },
      ]}
      problem={message !== undefined}
    >
      <h1>
        Delete <bdi>{group.name}</bdi>?
      </h1>
      <ErrorSummary message={message} />
      <Card id="effects" title="What happens">
        <ul class="bullets small">
          <li>
            {counted(group.memberCount, 'person leaves', 'people leave')} this group. Their accounts in Passo stay.
          </li>
          {effects.map(({ label, sentence }) => (
            <li>
              <b>
                <bdi>{label}</bdi>
              </b>
              : {sentence}
            </li>
          ))}
          {effects.length === 0 ? <li>No application is affected.</li> : null}
          <li>This can’t be undone.</li>
        </ul>
        <form method="post" action={groupHref(group.id, 'deletion')}>
          <CsrfField token={chrome.csrfToken} />
          <div class="row">
            <a class="btn" href={groupHref(group.id)} autofocus={message === undefined}>
              Cancel
            </a>
            <button class="btn danger">Delete User Group</button>
          </div>
        </form>
      </Card>
    </AdminLayout>
  );
}
