import type { VNode } from 'preact';
import type { FieldErrors } from '../../../src/core/errors';
import type { Chrome } from '../../layout/chrome';
import { Card } from '../../parts/card';
import { CsrfField } from '../../parts/csrf-field';
import { ErrorSummary } from '../../parts/error-summary';
import { GroupFrame, type GroupSummary } from './frame';
import { ClashBanner, ClashField } from './clash';
import { GroupFields, type GroupValues } from './group-form';
import { groupHref } from './index';

/** What the Details tab of a group shows. */
export interface GroupDetailsPageProps {
  readonly chrome: Chrome;
  readonly group: GroupSummary;
  readonly values: GroupValues;
  readonly errors?: FieldErrors;
  /** Applications that have a group of this name already; saving again goes on. */
  readonly clash?: readonly string[];
  readonly message?: string;
}

/** A group's name and description, and its end. */
export function GroupDetailsPage({ chrome, group, values, errors = {}, message, clash }: GroupDetailsPageProps): VNode {
  return (
    <GroupFrame
      chrome={chrome}
      group={group}
      tab="details"
      problem={message !== undefined || Object.keys(errors).length > 0}
    >
      <ErrorSummary errors={errors} message={message} />
      <ClashBanner clash={clash} />
      <form method="post" action={groupHref(group.id)}>
        <CsrfField token={chrome.csrfToken} />
        <ClashField clash={clash} name={values.name} />
        <Card id="details" title="Details">
          <GroupFields values={values} errors={errors} />
          <div class="row">
            <button class="btn main">Save User Group</button>
            <a class="btn quiet bad push" href={groupHref(group.id, 'deletion')}>
              Delete User Group
            </a>
          </div>
        </Card>
      </form>
    </GroupFrame>
  );
}
