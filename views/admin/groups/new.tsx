import type { VNode } from 'preact';
import type { FieldErrors } from '../../../src/core/errors';
import { AdminLayout } from '../../layout/admin';
import type { Chrome } from '../../layout/chrome';
import { Card } from '../../parts/card';
import { CsrfField } from '../../parts/csrf-field';
import { ErrorSummary } from '../../parts/error-summary';
import { ClashBanner, ClashField } from './clash';
import { GroupFields, type GroupValues } from './group-form';

/** What the form for a new group shows. */
export interface NewGroupPageProps {
  readonly chrome: Chrome;
  readonly values: GroupValues;
  readonly errors?: FieldErrors;
  /** Slug of the application from whose tab somebody came; they go back there. */
  readonly application?: string;
  /** Applications that have a group of this name already; saving again goes on. */
  readonly clash?: readonly string[];
  readonly message?: string;
}

/** Adding a user group. */
export function NewGroupPage({ chrome, values, errors = {}, message, application, clash }: NewGroupPageProps): VNode {
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
      <ClashBanner clash={clash} />
      <form method="post" action="/admin/groups">
        <CsrfField token={chrome.csrfToken} />
        {application === undefined ? null : <input type="hidden" name="application" value={application} />}
        <ClashField clash={clash} name={values.name} />
        <Card
          id="details"
          title="Details"
          lead={
            application === undefined
              ? 'People and applications follow on the next page.'
              : 'Then you are back at the application, to tick it there.'
          }
        >
          <GroupFields values={values} errors={errors} />
          <div class="row">
            <button class="btn main">Save User Group</button>
            <a
              class="btn"
              href={application === undefined ? '/admin/groups' : `/admin/applications/${application}/user-groups`}
            >
              Cancel
            </a>
          </div>
        </Card>
      </form>
    </AdminLayout>
  );
}
