import type { VNode } from 'preact';
import type { Chrome } from '../../layout/chrome';
import { Card } from '../../parts/card';
import { CsrfField } from '../../parts/csrf-field';
import { Empty } from '../../parts/empty';
import { Check } from '../../parts/field';
import { counted } from '../../parts/words';
import { AccessReview, type AccessReviewProps } from './access-review';
import { GroupFrame, type GroupSummary } from './frame';
import { groupHref } from './index';

/** An application to give or take. */
export interface ApplicationChoice {
  readonly id: string;
  readonly label: string;
  readonly given: boolean;
  /** The tick as it was sent; absent, as it is stored. */
  readonly ticked?: boolean;
  /** Members who would lose access, or gain it, when the tick changes. */
  readonly affected: number;
}

/** What the Applications tab of a group shows. */
export interface GroupApplicationsPageProps {
  readonly chrome: Chrome;
  readonly group: GroupSummary;
  readonly applications: readonly ApplicationChoice[];
  /** What the ticks as they stand would do; set while it is not saved. */
  readonly review?: AccessReviewProps & { readonly confirmation: string };
}

/** The applications of a group as check boxes; the form's field is `applications`. */
export function GroupApplicationsPage({ chrome, group, applications, review }: GroupApplicationsPageProps): VNode {
  return (
    <GroupFrame chrome={chrome} group={group} tab="applications">
      {review === undefined ? null : <AccessReview {...review} />}
      <Card
        id="applications"
        title="Applications"
        lead="Members reach the ticked applications. Beside each stands what a change does."
        bare={applications.length === 0}
      >
        {applications.length === 0 ? (
          <Empty icon="apps" title="No applications yet" text="Add the first one, then give it to this group.">
            <a class="btn main" href="/admin/applications/new">
              Add New Application
            </a>
          </Empty>
        ) : (
          <form method="post" action={groupHref(group.id, 'applications')} class="stack">
            <CsrfField token={chrome.csrfToken} />
            {review === undefined ? null : <input type="hidden" name="confirmation" value={review.confirmation} />}
            <fieldset>
              <legend class="vh">
                Applications of <bdi>{group.name}</bdi>
              </legend>
              <div class="choices">
                {applications.map((application) => (
                  <Check
                    name="applications"
                    value={application.id}
                    label={<bdi>{application.label}</bdi>}
                    help={
                      application.given
                        ? `Unticking removes ${counted(application.affected, 'person', 'people')}`
                        : `Ticking adds ${counted(application.affected, 'person', 'people')}`
                    }
                    checked={application.ticked ?? application.given}
                  />
                ))}
              </div>
            </fieldset>
            <div class="row">
              <button class="btn main" name="action" value="save">
                Save Applications
              </button>
              <button class="btn" name="action" value="preview">
                Show what this changes
              </button>
            </div>
          </form>
        )}
      </Card>
    </GroupFrame>
  );
}
