import type { GroupLine } from '../../../../../../views/admin/applications/identity-management/groups/props';
import { counted } from '../../../../../../views/parts/words';
import type { GroupStanding } from '../../../../../actions/provisioning/groups/read';
import type { Application } from '../../../../../core/application';
import { compact } from '../../../../../core/compact';
import { pathOf } from '../../frame-props';

/** A group as a line of the tab and of its page. */
export function lineOf(application: Application, standing: GroupStanding): GroupLine {
  const { link, name, groupId } = standing;
  const released = link?.state === 'released';
  return compact<GroupLine>({
    name,
    href: `${pathOf(application, 'identity-management/groups')}/${groupId}`,
    badge: application.idm.groups === true ? badgeOf(standing) : { kind: 'off', word: 'Not managed' },
    sentence: link?.sentence,
    at: link?.updatedAt,
    retry: application.idm.groups === true && !released && (link?.status === 'attention' || link?.status === 'waiting'),
  });
}

function badgeOf({ link, members }: GroupStanding): GroupLine['badge'] {
  if (link === undefined) return { kind: 'wait', word: 'Waiting' };
  if (link.state === 'released') return { kind: 'off', word: 'Left as it is' };
  if (link.status === 'attention') return { kind: 'bad', word: 'Needs attention' };
  if (link.status === 'empty') return { kind: 'off', word: 'Empty, not created' };
  if (link.state === 'deleting') return { kind: 'wait', word: 'To be deleted' };
  if (link.status === 'waiting') return { kind: 'wait', word: 'Waiting' };
  return { kind: 'ok', word: counted(members, 'member', 'members') };
}
