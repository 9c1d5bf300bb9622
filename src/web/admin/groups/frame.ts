import type { Request } from 'express';
import type { GroupSummary } from '../../../../views/admin/groups/frame';
import { compact } from '../../../core/compact';
import { notFound } from '../../../core/errors';
import type { Group } from '../../../core/group';
import { isUlid, type GroupId } from '../../../core/ids';
import { listApplicationIdsOfGroup } from '../../../store/bindings';
import { getGroup, listMemberIds } from '../../../store/groups';
import type { WebContext } from '../../web-context';

/**
 * The user group that an address names.
 * @throws AppError not_found
 */
export async function groupOf(web: WebContext, request: Request<{ id: string }>): Promise<Group> {
  const { id } = request.params;
  if (!isUlid(id)) throw notFound('This user group');
  return getGroup(web.context.db, id as GroupId);
}

/** Collects what the head and the tabs of every page of a group say. */
export async function summaryOf(web: WebContext, group: Group): Promise<GroupSummary> {
  const { db } = web.context;
  return compact<GroupSummary>({
    id: group.id,
    name: group.name,
    description: group.description,
    memberCount: (await listMemberIds(db, group.id)).length,
    applicationCount: (await listApplicationIdsOfGroup(db, group.id)).length,
  });
}
