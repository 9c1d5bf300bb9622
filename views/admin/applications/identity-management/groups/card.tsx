import type { VNode } from 'preact';
import { Badge } from '../../../../parts/badge';
import { Card } from '../../../../parts/card';
import { CsrfField } from '../../../../parts/csrf-field';
import { Facts } from '../../../../parts/facts';
import { Check } from '../../../../parts/field';
import { figure } from '../../../../parts/words';
import { idmPath } from '../sync';
import type { GroupsCardProps } from './props';

/** The check box of M-076, and how the groups stand. */
export function GroupsCard({ chrome, frame, managed, groups, total }: GroupsCardProps): VNode {
  const path = `${idmPath(frame)}/groups`;
  return (
    <Card
      id="groups"
      title="User Groups"
      end={
        managed && total > 0 ? (
          <a class="btn small" href={path}>
            All {figure(total)}
          </a>
        ) : undefined
      }
    >
      <form class="stack s3" method="post" action={path}>
        <CsrfField token={chrome.csrfToken} />
        <GroupsCheck label={frame.label} checked={managed} />
        <div>
          <button class="btn small">Save</button>
        </div>
      </form>
      {!managed || groups.length === 0 ? null : (
        <Facts
          facts={groups.map(({ name, href, badge }) => ({
            term: (
              <a href={href}>
                <bdi>{name}</bdi>
              </a>
            ),
            value: <Badge kind={badge.kind}>{badge.word}</Badge>,
          }))}
        />
      )}
      {managed && total === 0 ? <p class="help">No User Group has {frame.label} yet.</p> : null}
    </Card>
  );
}

/** The check box itself, on the tab and in the Configure form. */
export function GroupsCheck({ label, checked }: { readonly label: string; readonly checked: boolean }): VNode {
  return (
    <Check
      name="groups"
      label="Enable management of User Groups and Group Membership in this application"
      help={`Without it, groups in ${label} stay as they are. People are managed either way.`}
      checked={checked}
    />
  );
}
