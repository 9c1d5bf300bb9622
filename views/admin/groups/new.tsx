import type { VNode } from 'preact';
import type { FieldErrors } from '../../../src/core/errors';
import { AdminLayout } from '../../layout/admin';
import type { Chrome } from '../../layout/chrome';
import { Card } from '../../parts/card';
import { CsrfField } from '../../parts/csrf-field';
import { ErrorSummary } from '../../parts/error-summary';
import { GroupFields, type GroupValues } from './group-form';

/** What the form for a new group shows. */
export interface NewGroupPageProps {
  readonly chrome: Chrome;
  readonly values: GroupValues;
  readonly errors?: FieldErrors;
  readonly message?: string;
}

/** Adding a user group. */
export function NewGroupPage({ chrome, values, errors = {}, message }: NewGroupPageProps): VNode {
  return (
    <AdminLayout
      chrome={chrome}
      title="Add User Group"
      nav="groups"
      crumbs={[{ label: 'User Groups', href: '/admin/groups' }, { label: 'Add User Group' }]}
      problem={message !== undefined || Object.keys(errors).length > 0}
    >
      <h1>Add User Group</h1>
      <ErrorSummary errors={errors} message={message} />
      <form method="post" action="/admin/groups">
        <CsrfField token={chrome.csrfToken} />
        <Card id="details" title="Details" lead="People and applications follow on the next page.">
          <GroupFields values={values} errors={errors} />
          <div class="row">
            <button class="btn main">Save User Group</button>
            <a class="btn" href="/admin/groups">
              Cancel
            </a>
          </div>
        </Card>
      </form>
    </AdminLayout>
  );
}
